"""快递100's pushes on the wire, by its own names. It adds fields as it likes, and leaves out what it likes.

Documented as 推送接口 (https://apifox.com/apidoc/project-514987/api-8575995). An abort says that no more will be told:
"3天查询无记录", "60天无变化". One with `comNew` tells the carrier whose number it really is; 快递100 follows that one
from then on, and pushes its news to the same address, with `comOld` and `comNew`.
"""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from order_dispatch.schemas import TrackingNumber
from shop.web.models import RequestModel

_STATUS = re.compile(r"[0-9]{1,5}")
_CARRIER = re.compile(r"[a-z0-9_]{2,20}")
_LONGEST_WORD = 20


def status_in(value: Any) -> str:
    """A status code, be it a number; nothing when it is none."""
    code = str(value) if type(value) is int else value
    return code if isinstance(code, str) and _STATUS.fullmatch(code) else ""


def _carrier(value: Any) -> str | None:
    return value if isinstance(value, str) and _CARRIER.fullmatch(value) else None


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= _LONGEST_WORD else None


def _lines(value: Any) -> Any:
    if value is None or value == "":
        return []
    # What is no list is a line that cannot be read.
    return value if isinstance(value, list) else [value]


Word = Annotated[str, Field(max_length=_LONGEST_WORD)]


class _PushModel(RequestModel):
    model_config = RequestModel.model_config | {"extra": "ignore"}


class LastResult(_PushModel):
    state: Annotated[str, BeforeValidator(status_in), Field(max_length=5, description="A number is taken too.")] = ""
    com: Annotated[Word, Field(description="The carrier's code.")]
    nu: Annotated[TrackingNumber, Field(description="The tracking number.")]
    data: Annotated[list[Any], BeforeValidator(_lines), Field(max_length=500)] = Field(default_factory=list)


class PushParam(_PushModel):
    """The `param` of a push's form. Its lines are read one by one (`lines`)."""

    status: Annotated[Word | None, BeforeValidator(_word)] = None
    comOld: Annotated[Word | None, BeforeValidator(_carrier)] = None
    comNew: Annotated[Word | None, BeforeValidator(_carrier)] = None
    lastResult: LastResult

    @property
    def gives_up(self) -> bool:
        """Whether nobody will tell more of this number under this carrier."""
        return self.status == "abort"

    def is_about(self, carrier: str) -> bool:
        """Whether it is for this carrier's address, be it that the parcel turned out to be another's."""
        com = self.lastResult.com
        return com == carrier or (self.comOld == carrier and self.comNew == com)

    def corrected_to(self, carrier: str) -> str | None:
        """The carrier whose number it really is, when this says that it is not `carrier`'s."""
        said = self.gives_up or self.lastResult.com != carrier
        return self.comNew if said and self.comNew != carrier else None
