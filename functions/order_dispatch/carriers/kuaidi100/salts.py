"""The salts that pushes are signed with: each carrier's own, and of two while one takes the other's place.

What the secret holds, as JSON:

    {"salt": "…", "carriers": {"shunfeng": {"current": "…", "previous": "…"}}}

`salt` is made with the stack, and used by nobody: a carrier that has no entry yet has the salt that is derived
from it. `infra.salts` shows salts and changes them.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

Secret = Mapping[str, Any]


def valid(secret: Secret, carrier: str) -> tuple[str, ...]:
    """The salts that this carrier's pushes may be signed with, the current one first."""
    entry = _entry(secret, carrier)
    return tuple(entry[which] for which in ("current", "previous") if entry.get(which))


def rotated(secret: Secret, carrier: str) -> Secret:
    """The secret with a new salt for this carrier; the one it had stays valid, the one before does not."""
    import secrets  # only the command needs it

    current = _entry(secret, carrier)["current"]
    return _with(secret, carrier, {"current": secrets.token_hex(20), "previous": current})


def ended(secret: Secret, carrier: str) -> Secret:
    """The secret in which this carrier's previous salt is not valid any more."""
    return _with(secret, carrier, {"current": _entry(secret, carrier)["current"]})


def load(text: str) -> Secret:
    """A secret's text. Raises ValueError, KeyError when it is none of ours."""
    secret: Secret = json.loads(text)
    secret["salt"]
    return secret


def _entry(secret: Secret, carrier: str) -> Mapping[str, str]:
    entry: Mapping[str, str] | None = secret.get("carriers", {}).get(carrier)
    return entry or {"current": _derived(secret["salt"], carrier)}


def _derived(salt: str, carrier: str) -> str:
    # One way: who knows a carrier's salt learns neither this one nor another carrier's.
    return hmac.new(salt.encode(), carrier.encode(), hashlib.sha256).hexdigest()[:40]


def _with(secret: Secret, carrier: str, entry: Mapping[str, str]) -> Secret:
    return {**secret, "carriers": {**secret.get("carriers", {}), carrier: entry}}
