"""Identifiers: ULIDs, so that keys sort by the time they were minted."""

from datetime import datetime

from ulid import ULID

ULID_PATTERN = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"


def new_id(at: datetime) -> str:
    """A fresh ULID carrying the shop's time `at` (milliseconds)."""
    return str(ULID.from_datetime(at))
