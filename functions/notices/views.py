"""What the room shows."""

from shop.storage.values import Item
from shop.web.models import ResponseModel


class NoticeView(ResponseModel):
    """One thing the customer was told, by one channel; `overtaken`: not sent, since the parcel had arrived by then."""

    notice_id: str
    event_id: str
    event_type: str
    channel: str
    text: str
    at: str
    published_at: str | None = None
    overtaken: bool = False


class NoticePage(ResponseModel):
    items: list[NoticeView]


class KeptNotice(ResponseModel):
    """What staff are told of an event, as it is kept and published: in every language."""

    notice_id: str
    event_id: str
    event_type: str
    entity: str
    texts: dict[str, str]
    at: str


class OwnNotice(ResponseModel):
    """Something the caller was told; `entity` is what it is about. `read_at` is null until they marked it as read."""

    notice_id: str
    event_id: str
    event_type: str
    entity: str
    text: str
    at: str
    read_at: str | None = None


class OwnNotices(ResponseModel):
    items: list[OwnNotice]
    next: str | None = None


class MarkedAsRead(ResponseModel):
    """What the caller has read by now, and since when."""

    read_at: dict[str, str]


def notice(item: Item) -> NoticeView:
    return NoticeView(**{name: item[name] for name in NoticeView.model_fields if name in item})


def own(kept: KeptNotice, language: str, read_at: str | None) -> OwnNotice:
    """A notice to staff in one language, as its reader sees it."""
    return OwnNotice(**kept.model_dump(exclude={"texts"}), text=kept.texts[language], read_at=read_at)
