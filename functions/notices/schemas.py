"""What is asked of the room on the wire."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shop.web.models import RequestModel
from shop.web.wanted import Wanted

# A transaction holds a hundred writes, and a page of notices as many.
MOST_AT_ONCE = 50

NoticeId = Annotated[
    str,
    Field(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}-[a-z-]{1,30}$", max_length=60),
    Wanted("is to be the id of a notice"),
]


def _once_each(notice_ids: list[str]) -> list[str]:
    return list(dict.fromkeys(notice_ids))


class MarkAsRead(RequestModel):
    """Notices that the caller has read."""

    notice_ids: Annotated[list[NoticeId], Field(min_length=1, max_length=MOST_AT_ONCE), AfterValidator(_once_each)]
