"""Addresses signed for a while: AWS Signature Version 4 in the query, for a GET of an object of S3. Pure.

botocore signs with the time of its own clock, and takes a hundred times as long; a list may show hundreds of pictures.
"""

import hashlib
import hmac
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


class Signer(NamedTuple):
    """Who signs, and where the objects lie."""

    access_key: str
    secret_key: str
    token: str | None
    region: str

    def signed(self, address: str, at: datetime, seconds: int) -> str:
        """The address, signed at a time (UTC), with which anybody can read it for so many seconds from then on."""
        scope, query, key = _prepared(self, at.strftime("%Y%m%dT%H%M%SZ"), seconds)
        parts = urlsplit(address)
        request = f"GET\n{parts.path}\n{query}\nhost:{parts.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
        hashed = hashlib.sha256(request.encode()).hexdigest()
        signature = hmac.new(key, f"{scope}\n{hashed}".encode(), hashlib.sha256).hexdigest()
        return f"{address}?{query}&X-Amz-Signature={signature}"


@lru_cache(maxsize=4)  # all addresses of an hour have this in common
def _prepared(signer: Signer, time: str, seconds: int) -> tuple[str, str, bytes]:
    day = time[:8]
    scope = f"{day}/{signer.region}/s3/aws4_request"
    key = f"AWS4{signer.secret_key}".encode()
    for part in (day, signer.region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    said = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{signer.access_key}/{scope}",
        "X-Amz-Date": time,
        "X-Amz-Expires": str(seconds),
        **({"X-Amz-Security-Token": signer.token} if signer.token else {}),
        "X-Amz-SignedHeaders": "host",
    }
    query = "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in said.items())
    return f"{_ALGORITHM}\n{time}\n{scope}", query, key
