"""What can go wrong, as one family. Each error becomes one problem document (RFC 9457).

    ShopError
    ├── Malformed 400 · Unauthenticated 401 · Forbidden 403 · NotFound 404
    ├── Conflict 409
    │   ├── VersionConflict       the caller decided on an old version
    │   ├── TransitionNotAllowed  the state does not lead there
    │   ├── InProgress            a large order is still being worked on
    │   ├── Refused               some of many things refuse; `errors` says which and why
    │   └── Taken                 a name that is unique for ever is in use
    ├── TooLarge 413 · UnsupportedMediaType 415
    ├── Invalid 422 · IdempotencyKeyReused 422
    └── Busy 503                  nothing was written, or its detail says that this is not known

`code` is stable and meant for programs; `detail` is for people and may change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self


class ShopError(Exception):
    """An outcome the caller is told about, with its data; never parsed from text."""

    status: ClassVar[int] = 500
    code: str = "internal_error"
    title: ClassVar[str] = "The shop could not answer"
    retry_after: int | None = None

    def __init__(self, detail: str, *, errors: Sequence[Mapping[str, Any]] = (), **extras: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors: list[dict[str, Any]] = [dict(error) for error in errors]
        self.extras = extras

    def joined_by(self, others: Sequence["ShopError"]) -> "ShopError":
        """One error for several refusals of one transaction; the first outranks the others."""
        return self

    def document(self) -> dict[str, Any]:
        """The problem document's members."""
        body: dict[str, Any] = {
            "type": f"urn:zhanggui:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = self.errors
        return body | self.extras


class Malformed(ShopError):
    status, code, title = 400, "malformed", "The request cannot be read"


class Unauthenticated(ShopError):
    status, code, title = 401, "unauthenticated", "The caller is not known"


class Forbidden(ShopError):
    status, code, title = 403, "forbidden", "The caller's role does not allow this"


class NotFound(ShopError):
    status, code, title = 404, "not_found", "There is no such thing"


class Conflict(ShopError):
    status, code, title = 409, "conflict", "The state of things does not allow this"


class VersionConflict(Conflict):
    code, title = "version_conflict", "It was changed since it was read"

    @classmethod
    def between(cls, asked: int, current: int) -> Self:
        return cls(f"The version is {current}, not {asked}; read it again.", version=current)


class TransitionNotAllowed(Conflict):
    code, title = "transition_not_allowed", "The state does not lead there"


class InProgress(Conflict):
    code, title = "in_progress", "It is still being worked on"
    retry_after = 2


class Refused(Conflict):
    """Some of many things cannot do what was asked: `errors` has one entry for each concerned."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(f"{len(errors)} of the lines cannot be served.", errors=errors)


class Taken(Conflict):
    """A name that is unique for ever is in use; `code` says which name."""

    title = "The name is taken"

    def __init__(self, detail: str, *, code: str, **extras: Any) -> None:
        super().__init__(detail, **extras)
        self.code = code


class TooLarge(ShopError):
    status, code, title = 413, "too_large", "The request is too large"


class UnsupportedMediaType(ShopError):
    status, code, title = 415, "unsupported_media_type", "The content type is not understood"


class Invalid(ShopError):
    status, code, title = 422, "validation_failed", "The request is not valid"

    @classmethod
    def field(cls, field: str, reason: str, **more: Any) -> Self:
        """The refusal of one field."""
        return cls(f"{field}: {reason}", errors=[{"field": field, "reason": reason, **more}])


class IdempotencyKeyReused(ShopError):
    status, code, title = 422, "idempotency_key_reused", "The key was used for another request"


class Busy(ShopError):
    status, code, title = 503, "busy", "Too much at once; try again in a moment"
    retry_after = 1
