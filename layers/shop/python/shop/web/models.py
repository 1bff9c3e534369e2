"""What every room's bodies and answers are made of: their models, and the fields they have in common.

Every text and every list says how much of it there may be at most.
"""

import re
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from shop.settings import Setting
from shop.web.texts import is_blank
from shop.web.wanted import Wanted

CURRENCIES = Setting("CURRENCIES")

# ASCII as it is written: only then is it told in upper case, so that no letter becomes another one (ß would be SS).
SKU_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
# Of a text that says nothing else.
LONGEST_TEXT = 1000
# May be given for a text that may be missing: sent empty it is a text, such as one that takes another one's place.
EMPTY_IS_A_TEXT = "empty is a text"


def one_of(setting: str) -> Any:
    """Say in the API description that a field takes one of a setting's values; somebody else is to see to it."""
    return Field(json_schema_extra={"x-one-of": setting})


class RequestModel(BaseModel):
    """A body on the wire: unknown fields are refused, nothing is coerced silently.

    What may be missing and is sent as an empty text, or one of blanks, is missing: forms send it so.
    """

    _may_be_missing: ClassVar[frozenset[str]] = frozenset()

    # Built when first used: a start is not to wait for what no request asks for.
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, str_max_length=LONGEST_TEXT, defer_build=True
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        fields = cls.model_fields.items()
        cls._may_be_missing = frozenset(
            name for name, field in fields if field.default is None and EMPTY_IS_A_TEXT not in field.metadata
        )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_missing(cls, sent: Any) -> Any:
        if not cls._may_be_missing or not isinstance(sent, dict):
            return sent
        empty = [name for name in cls._may_be_missing if isinstance(said := sent.get(name), str) and is_blank(said)]
        return {name: said for name, said in sent.items() if name not in empty} if empty else sent

    def __repr__(self) -> str:
        """Its name alone. Bodies hold customers, and Powertools puts every one in words, logged or not."""
        return type(self).__name__


class ResponseModel(BaseModel):
    """An answer, as a room shows a thing."""

    model_config = ConfigDict(defer_build=True)


def _accepted(currency: str) -> str:
    if currency not in CURRENCIES.values:
        raise ValueError(f"is not one of {', '.join(sorted(CURRENCIES.values))}")
    return currency


def _written(pattern: str) -> BeforeValidator:
    """Left alone, pydantic takes numbers for seconds since 1970, and years far off cannot be told in UTC."""

    def as_text(sent: Any) -> Any:
        if not isinstance(sent, str) or not re.fullmatch(pattern, sent):
            raise ValueError("is not written out")
        return sent

    return BeforeValidator(as_text)


Day = Annotated[
    date,
    _written(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"),
    Wanted("is to be a day of this century, such as 2026-12-05"),
]
Moment = Annotated[
    AwareDatetime,
    _written(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T.{5,30}"),
    Wanted("is to be a time of this century with its zone, such as 2026-11-24T10:00:00Z"),
]
SkuText = StringConstraints(strip_whitespace=True, max_length=40, pattern=SKU_PATTERN, to_upper=True)
SkuWanted = Wanted("is to be a SKU code: 1 to 40 letters A to Z, figures, dots, dashes or underlines")
Sku = Annotated[str, SkuText, SkuWanted]
PartyCode = Annotated[
    str,
    Field(pattern=r"^[A-Z0-9-]{2,20}$", max_length=20, description="A warehouse or supplier."),
    Wanted("is to be the code of a warehouse or supplier: 2 to 20 letters A to Z, figures or dashes"),
]
Version = Annotated[int, Field(strict=True, ge=1, le=10**9, description="The version that the caller decided on.")]
AcceptedCurrency = Annotated[
    str, Field(max_length=3, description="ISO 4217 code."), AfterValidator(_accepted), one_of("CURRENCIES")
]
