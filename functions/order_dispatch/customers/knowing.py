"""By what a customer is known again: a hash of what tells who they are, with a key that stands in a secret.

Nobody can tell from a hash who it is, nor find out by trying all phone numbers, without the key. The key is made with
the stack and never changed: with another one, everybody would be new.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from shop.settings import Setting

KEY_SECRET = Setting("CUSTOMER_SECRET_ID")


class _Key:
    """The key, read when it is first needed and kept as long as the process."""

    @cached_property
    def value(self) -> bytes:
        from aws_lambda_powertools.utilities import parameters  # most starts are for other reactions

        key: str = json.loads(str(parameters.get_secret(KEY_SECRET.value)))["key"]
        return key.encode()

    @contextmanager
    def told(self, key: bytes) -> Iterator[None]:
        """Use another key inside the block (for tests, and where there are no secrets)."""
        before = self.__dict__.get("value")
        self.__dict__["value"] = key
        try:
            yield
        finally:
            del self.__dict__["value"]
            if before:
                self.__dict__["value"] = before


kept = _Key()


def hashed(client: str, customer_id: str | None, contact: Mapping[str, Any]) -> str | None:
    """The hash that this customer is known by: of the storefront's own id, else the phone, else the e-mail address.

    None when nothing tells. An id counts with the storefront (`client`) that gave it. Hashes of different kinds never
    meet.
    """
    if customer_id:
        told = ["id", client, customer_id]
    elif phone := contact.get("phone"):
        told = ["phone", same_phone(phone)]
    elif email := contact.get("email"):
        told = ["email", same_email(email)]
    else:
        return None
    return hmac.new(kept.value, json.dumps(told).encode(), hashlib.sha256).hexdigest()


def same_phone(phone: str) -> str:
    """What all writings of one number have in common, of a phone in the form that orders have it in.

    China's are written with and without the country's code, and with the zero that is dialled inside the country only.
    """
    return re.sub(r"^(?:\+86)?0*", "", phone)


def same_email(email: str) -> str:
    """What all writings of one address have in common: nobody tells two people apart by capitals."""
    return unicodedata.normalize("NFKC", email).casefold()
