"""The guestbook on the wire."""

from typing import Annotated

from shop.web.models import RequestModel, ResponseModel
from shop.web.texts import paragraphs


class WriteEntry(RequestModel):
    text: Annotated[str, paragraphs(500)]


class EntryView(ResponseModel):
    entry_id: str
    text: str
    written_at: str
    version: int
    thanked_at: str | None = None
