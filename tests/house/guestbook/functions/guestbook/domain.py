"""Entries of the guestbook: who may write and read them, and when one has been thanked for."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from shop.clock import iso
from shop.roles import Right, Role

WRITE = Right("write into the guestbook", frozenset({Role.CUSTOMER_SERVICE}))
READ = Right("read the guestbook", frozenset({Role.CUSTOMER_SERVICE, Role.MANAGER}))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a visitor wrote."""

    entry_id: str
    text: str
    written_at: str
    version: int = 1
    thanked_at: str | None = None

    def thanked(self, at: datetime) -> Self:
        """The entry after its visitor was thanked; once is enough."""
        return self if self.thanked_at else replace(self, thanked_at=iso(at), version=self.version + 1)
