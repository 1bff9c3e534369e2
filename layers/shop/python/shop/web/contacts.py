"""How a customer is reached: phones and e-mail addresses in one form each, however they were written.

The shop only sends to them; whether anybody is there, no check of this shop can know.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from shop.web.wanted import Wanted

# Longer than any writing of a number; and what the standards allow of an address (RFC 5321, 4.5.3.1).
LONGEST_PHONE, LONGEST_EMAIL = 60, 254

_TRUNK = re.compile(r"(?<=[0-9]) *\(0\)")
_EXTENSION = re.compile(r"[ ,;(]*(?:extension|ext\.?|x|#|转接?|轉接?|分机号?|分機號?)[ :.]*([0-9]{1,8})$")
_BETWEEN = re.compile(r"[\s().\-‐‑–—/·]+")
_NUMBER = re.compile(r"\+?[0-9]{5,15}")


def tidy_phone(written: str) -> str:
    """A phone number as digits, after a plus when it is international, before `x` and an extension when it has one.

    Takes brackets, dots, blanks, dashes, digits of any script, invisible marks, `00` for the plus. Raises ValueError.
    """
    text = unicodedata.normalize("NFKC", written).lower()
    if any(unicodedata.category(one) == "Cc" for one in text):
        raise ValueError("holds a control character")
    marks_gone = (one for one in text if unicodedata.category(one) != "Cf")
    digits = "".join(str(unicodedata.decimal(one, one)) for one in marks_gone).strip()
    extension = _EXTENSION.search(digits)
    number = digits[: extension.start()] if extension else digits
    if number.startswith(("+", "00")):
        # `+44 (0)20 …`: the zero is dialled inside the country only.
        number = _TRUNK.sub("", number)
    number = _BETWEEN.sub("", number)
    if number.startswith("00"):
        number = "+" + number[2:]
    if not _NUMBER.fullmatch(number):
        raise ValueError("is no phone number")
    return number + (f"x{extension[1]}" if extension else "")


def normal_email(written: str) -> str:
    """An e-mail address in its normal form: the domain in lower case, characters composed. Raises ValueError."""
    # Its tables take tens of milliseconds to load, which a start is not to wait for.
    from email_validator import validate_email

    return validate_email(written, check_deliverability=False, strict=True).normalized


Phone = Annotated[
    str,
    Field(max_length=LONGEST_PHONE),
    AfterValidator(tidy_phone),
    Wanted("is to be a phone number of 5 to 15 digits, such as +86 139 0000 0000 or 021-5555 0000 转 12"),
]
Email = Annotated[
    str,
    Field(max_length=LONGEST_EMAIL, json_schema_extra={"format": "email"}),
    AfterValidator(normal_email),
    Wanted("is to be an e-mail address without invisible characters, such as name@example.com"),
]
