"""Entity tags (RFC 9110, sections 8.8.3 and 13.1.2): who has an answer already is told with a 304 that it is still so.

A tag follows from the answer alone. It is weak: addresses in an answer may be signed, each process with credentials of
its own, and of a signature only its time counts. Rooms sign by the hour, so that a tag holds for an hour at least.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b

from aws_lambda_powertools.event_handler import Response

_SIGNATURE = re.compile(r'\?X-Amz-Algorithm=[^"]*?(X-Amz-Date=\w+)[^"]*')
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def answer(asked: str, kind: str, body: str, headers: Mapping[str, str]) -> Response[str]:
    """The answer, of a media type, with its tag; without its body when `asked` (If-None-Match) names the tag."""
    tag = tag_of(body)
    tagged = {"ETag": f"W/{tag}", **headers}
    if asked.strip() == "*" or tag in _TAG.findall(asked):
        return Response(304, body="", headers=tagged)
    return Response(200, kind, body, tagged)


def tag_of(body: str) -> str:
    """The tag, without the mark of its weakness."""
    told = _SIGNATURE.sub(r"?\1", body) if "?X-Amz-" in body else body
    return f'"{blake2b(told.encode(), digest_size=16).hexdigest()}"'
