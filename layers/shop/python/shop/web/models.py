"""What every room's bodies and answers are made of: their models, and the fields they have in common."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from shop.money import CurrencyCode
from shop.settings import Setting

CURRENCIES = Setting("CURRENCIES")
SKU_PATTERN = r"^[A-Z0-9][A-Z0-9._-]{0,39}$"


class RequestModel(BaseModel):
    """A body on the wire: unknown fields are refused, nothing is coerced silently."""

    # Built when first used: a start is not to wait for what no request asks for.
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)

    def __repr__(self) -> str:
        """Its name alone. Bodies hold customers, and Powertools puts every one in words, logged or not."""
        return type(self).__name__


class ResponseModel(BaseModel):
    """An answer, as a room shows a thing."""

    model_config = ConfigDict(defer_build=True)


def fold(code: Any) -> Any:
    """Codes are told in any case; the shop keeps them in upper case."""
    return code.strip().upper() if isinstance(code, str) else code


def printable(most: int) -> StringConstraints:
    """Letters of any script, but nothing that a label, a list or a message cannot show."""
    return StringConstraints(min_length=1, max_length=most, pattern=r"^[^\p{C}\p{Zl}\p{Zp}]*$")


def paragraphs(most: int, *, least: int = 1) -> StringConstraints:
    """Running text of any script: no control characters but tabs and ends of lines."""
    return StringConstraints(min_length=least, max_length=most, pattern=r"^(?:\P{Cc}|[\t\n\r])*$")


def _accepted(currency: str) -> str:
    if currency not in CURRENCIES.values:
        raise ValueError(f"is not one of {', '.join(sorted(CURRENCIES.values))}")
    return currency


Sku = Annotated[str, BeforeValidator(fold), Field(pattern=SKU_PATTERN)]
PartyCode = Annotated[str, Field(pattern=r"^[A-Z0-9-]{2,20}$", description="A warehouse or supplier.")]
Version = Annotated[int, Field(strict=True, ge=1, description="The version that the caller decided on.")]
AcceptedCurrency = Annotated[CurrencyCode, AfterValidator(_accepted)]
