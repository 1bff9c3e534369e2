"""Money: integer minor units (fen, pence) and a currency from the shop's list."""

from typing import Annotated

from pydantic import Field

# 10^12 minor units: above any order of a shop, and far inside what every store and
# every JSON reader keeps exact.
LARGEST_AMOUNT = 10**12

Minor = Annotated[int, Field(strict=True, ge=0, le=LARGEST_AMOUNT, description="Minor units of the currency.")]
Price = Annotated[int, Field(strict=True, ge=1, le=LARGEST_AMOUNT, description="Minor units of the currency.")]
Quantity = Annotated[int, Field(strict=True, ge=1, le=1_000_000, description="Units.")]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code.")]
