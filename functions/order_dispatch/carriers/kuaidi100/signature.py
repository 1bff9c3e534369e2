"""Who says it: a push is a form whose `sign` is the MD5 of its `param` and a salt in common."""

import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from order_dispatch.carriers.kuaidi100 import salts
from shop.clock import clock
from shop.errors import Invalid, Unauthenticated
from shop.settings import Setting

SALT_SECRET = Setting("CARRIER_SECRET_ID")

# How long a function uses salts without reading them again: so long is one valid that was ended.
_KEPT = timedelta(minutes=1)
# A signature that does not fit may be by a salt that is newer: they are read again, but not for every forged push.
_LOOKED_AGAIN = timedelta(seconds=5)


class _Salts:
    """The carriers' salts as last read."""

    def __init__(self) -> None:
        self._secret: salts.Secret = {}
        self._read_at: datetime | None = None

    def of(self, carrier: str, *, at_most_old: timedelta) -> tuple[str, ...]:
        now = clock.now()
        if self._read_at is None or not timedelta(0) <= now - self._read_at < at_most_old:
            from aws_lambda_powertools.utilities import parameters  # only webhooks need it

            self._secret = salts.load(str(parameters.get_secret(SALT_SECRET.value, force_fetch=True)))
            self._read_at = now
        return salts.valid(self._secret, carrier)

    def forget(self) -> None:
        """Read them at the next push, whenever they were read."""
        self._read_at = None


kept = _Salts()


def signed_param(form: str, carrier: str) -> str:
    """The `param` of a form that this carrier signed. Raises Invalid, Unauthenticated."""
    try:
        fields = parse_qs(form, keep_blank_values=True, strict_parsing=True, max_num_fields=10, errors="strict")
        (param,), (sign,) = fields["param"], fields["sign"]
    except (ValueError, KeyError):
        raise Invalid.field("param", "a form with one param and one sign is needed") from None
    for at_most_old in (_KEPT, _LOOKED_AGAIN):
        if _fits(sign, param, kept.of(carrier, at_most_old=at_most_old)):
            return param
    raise Unauthenticated("The signature is not the carrier's.")


def _fits(sign: str, param: str, valid: tuple[str, ...]) -> bool:
    """Whether one of the salts makes this signature; takes as long whichever it is."""
    fit = [hmac.compare_digest(_signature(param, salt).encode(), sign.encode()) for salt in valid]
    return any(fit)


def _signature(param: str, salt: str) -> str:
    return hashlib.md5((param + salt).encode(), usedforsecurity=False).hexdigest().upper()
