"""The chain of archived records: each has the hash of the one before it, so that no byte changes unseen. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

# What the first record has in the place of a hash before it.
BEGINNING = "0" * 64


class Sealed(NamedTuple):
    """A record as it was archived: the `number`th of the chain, the `version`th of its sheet.

    `record` is canonical JSON; `hash` is the SHA-256 of all the rest, in hexadecimal digits.
    """

    number: int
    sheet_id: str
    version: int
    record: str
    previous: str
    hash: str

    @classmethod
    def after(cls, number: int, previous: str, sheet_id: str, version: int, record: Mapping[str, Any]) -> Self:
        """The record that follows the one of this number and hash."""
        unsealed = cls(number + 1, sheet_id, version, canonical(record), previous, "")
        return unsealed._replace(hash=unsealed.digest())

    @property
    def name(self) -> str:
        """How it is named where something is wrong with it."""
        return f"{self.sheet_id}/{self.version}"

    def digest(self) -> str:
        """What its hash is to be."""
        return hashlib.sha256(canonical(list(self[:5])).encode()).hexdigest()


class Fault(NamedTuple):
    """A record that is not as it was archived, and how one sees it."""

    record: str
    why: str


def canonical(value: Any) -> str:
    """JSON in the one form in which it is hashed: names in order, nothing between, text as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def verify(
    records: Iterable[Sealed], *, number: int = 0, previous: str = BEGINNING, length: int | None = None
) -> list[Fault]:
    """What is wrong with a chain, or a part of it that follows a number and hash; records in their order. With a
    length, also what is missing at its end."""
    faults: list[Fault] = []
    for one in records:
        if one.number != number + 1:
            faults.append(Fault(one.name, f"is number {one.number} where {number + 1} is to be"))
        if one.previous != previous:
            faults.append(Fault(one.name, "does not follow what is before it"))
        if one.digest() != one.hash:
            faults.append(Fault(one.name, "was changed since it was archived"))
        number, previous = one.number, one.hash
    if length is not None and number != length:
        faults.append(Fault("the chain", f"ends with number {number} where {length} is to be the last"))
    return faults
