"""Who says it: a push is a form whose `sign` is the MD5 of its `param` and a salt in common."""

import hashlib
import hmac
from urllib.parse import parse_qs

from shop.errors import Invalid, Unauthenticated
from shop.settings import Setting

SALT_SECRET = Setting("CARRIER_SECRET_ID")


def signed_param(form: str) -> str:
    """The `param` of a form that the carrier signed. Raises Invalid, Unauthenticated."""
    try:
        fields = parse_qs(form, keep_blank_values=True, strict_parsing=True, max_num_fields=10, errors="strict")
        (param,), (sign,) = fields["param"], fields["sign"]
    except (ValueError, KeyError):
        raise Invalid.field("param", "a form with one param and one sign is needed") from None
    expected = hashlib.md5((param + _salt()).encode(), usedforsecurity=False).hexdigest().upper()
    if not hmac.compare_digest(expected.encode(), sign.encode()):
        raise Unauthenticated("The signature is not the carrier's.")
    return param


def _salt() -> str:
    from aws_lambda_powertools.utilities import parameters  # only webhooks need it

    secret = parameters.get_secret(SALT_SECRET.value, transform="json", max_age=300)
    return str(secret["salt"])
