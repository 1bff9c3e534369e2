"""Where pictures are read. What is published has a plain address where a distribution stands in front of the bucket;
everything else is read by addresses that are signed for a while.

They are signed as of the beginning of the hour: all of an hour are the same, and with them the tags of pages that show
them.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from listing.pictures import bucket
from shop.settings import Setting

PICTURES_AT = Setting("PICTURES_AT")
# What PICTURES_AT says where there is no distribution.
SIGNED = "signed"

# The last address of an hour can still be read for a quarter of one.
READABLE_FOR = timedelta(minutes=75)


def signed(at: datetime) -> Callable[[str], str]:
    """Where pictures can be read for some time by whoever has the address, by their keys."""
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return bucket.signer().at(hour, int(READABLE_FOR.total_seconds()), bucket.address()).address


def published(at: datetime) -> Callable[[str], str]:
    """Where customers read pictures of pages, by their keys."""
    return signed(at) if PICTURES_AT.value == SIGNED else f"{PICTURES_AT.value}/{{}}".format
