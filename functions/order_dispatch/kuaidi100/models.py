"""快递100's pushes on the wire, by its own names. It adds fields as it likes."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from order_dispatch.schemas import TrackingNumber
from shop.web.models import RequestModel, ResponseModel

# Times come without a zone: those of China, which has one and no summer time.
_CHINA = timezone(timedelta(hours=8))
_STATUS = r"[0-9]{1,5}"


def in_utc(time: str) -> str:
    """A `2026-11-24 10:00:00` of China as UTC ISO 8601. Raises ValueError."""
    local = datetime.strptime(time, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_CHINA)
    try:
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:  # the first hours of the year 1
        raise ValueError("out of range") from None


def _in_digits(code: Any) -> Any:
    return str(code) if type(code) is int else code


class _PushModel(RequestModel):
    model_config = RequestModel.model_config | {"extra": "ignore"}


class TrackLine(_PushModel):
    """One line of a parcel's track."""

    time: Annotated[
        str,
        Field(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"),
        AfterValidator(in_utc),
    ]
    context: str
    statusCode: str

    @model_validator(mode="before")
    @classmethod
    def _legible(cls, line: Any) -> Any:
        """`time` is as the carrier writes it, `ftime` the same in one format for all."""
        if not isinstance(line, dict):
            return line
        context, code = line.get("context"), str(line.get("statusCode"))
        return {
            "time": line.get("ftime") or line.get("time"),
            "context": context if isinstance(context, str) else "",
            "statusCode": code if re.fullmatch(_STATUS, code) else "",
        }


class LastResult(_PushModel):
    state: Annotated[str, BeforeValidator(_in_digits), Field(pattern=f"^{_STATUS}$")]
    com: str
    nu: TrackingNumber
    data: Annotated[list[Any], Field(max_length=500)] = Field(default_factory=list)


class PushParam(_PushModel):
    """The `param` of a push's form. Its lines are read one by one, as `TrackLine`s."""

    status: str | None = None
    comOld: str | None = None
    comNew: str | None = None
    lastResult: LastResult

    def is_about(self, carrier: str) -> bool:
        """Whether it is for this carrier's address, be it that the parcel turned out to be another's."""
        com = self.lastResult.com
        return com == carrier or (self.comOld == carrier and self.comNew == com)


class Received(ResponseModel):
    """What 快递100 wants to hear."""

    result: bool = True
    returnCode: str = "200"
    message: str = "成功"
