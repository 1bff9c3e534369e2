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


class Signature(NamedTuple):
    """What all addresses of a bucket that are signed at one time have in common."""

    bucket: str
    before: str
    after: str
    scope: str
    query: str
    key: bytes

    def address(self, name: str) -> str:
        """The signed address of the object of this name, which holds nothing that an address would escape."""
        hashed = hashlib.sha256(f"{self.before}{name}{self.after}".encode()).hexdigest()
        signature = hmac.digest(self.key, f"{self.scope}{hashed}".encode(), "sha256").hex()
        return f"{self.bucket}/{name}?{self.query}&X-Amz-Signature={signature}"


class Signer(NamedTuple):
    """Who signs."""

    access_key: str
    secret_key: str
    token: str | None
    region: str

    def at(self, time: datetime, seconds: int, bucket: str) -> Signature:
        """Signs addresses of a bucket at a time (UTC), with which anybody can read for so many seconds from then on."""
        return _signature(self, time.strftime("%Y%m%dT%H%M%SZ"), seconds, bucket)


@lru_cache(maxsize=4)
def _signature(signer: Signer, time: str, seconds: int, bucket: str) -> Signature:
    day = time[:8]
    scope = f"{day}/{signer.region}/s3/aws4_request"
    key = f"AWS4{signer.secret_key}".encode()
    for part in (day, signer.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    said = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{signer.access_key}/{scope}",
        "X-Amz-Date": time,
        "X-Amz-Expires": str(seconds),
        **({"X-Amz-Security-Token": signer.token} if signer.token else {}),
        "X-Amz-SignedHeaders": "host",
    }
    query = "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in said.items())
    at = urlsplit(bucket)
    return Signature(
        bucket,
        before=f"GET\n{at.path}/",
        after=f"\n{query}\nhost:{at.netloc}\n\nhost\nUNSIGNED-PAYLOAD",
        scope=f"{_ALGORITHM}\n{time}\n{scope}\n",
        query=query,
        key=key,
    )
