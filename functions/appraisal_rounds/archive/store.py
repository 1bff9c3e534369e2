"""Where archived records lie.

ARCHIVE              HEAD                    the number and hash of the last record
ARCHIVE#<sheet>      VERSION#<nnnn>          a record as archived; a correction is another version
CHAIN#<number/100>   <number>                which record has this number
"""

from collections.abc import Mapping
from typing import Any

from appraisal_rounds.archive.domain import BEGINNING, Sealed
from appraisal_rounds.store import database, table
from shop.errors import Busy, Conflict, NotFound, ShopError
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

_HEAD: Key = {"pk": "ARCHIVE", "sk": "HEAD"}
_PER_PARTITION = 100


class ArchivedAlready(Conflict):
    """A sheet is archived once; what is to be put right is a correction."""

    code, title = "archived_already", "The sheet is archived"

    def __init__(self) -> None:
        super().__init__("The sheet is archived. What is to be put right is a new version that names the old one.")


class Overtaken(Busy):
    """Somebody else archived something meanwhile."""

    def __init__(self) -> None:
        super().__init__("Others are archiving; try again in a moment.")


def add(write: Transaction, sheet_id: str, version: int, record: Mapping[str, Any]) -> Sealed:
    """Add a record to the end of the chain. Refused: ArchivedAlready, Overtaken (to be begun again)."""
    head = table.get(_HEAD) or {"number": 0, "hash": BEGINNING}
    sealed = Sealed.after(head["number"], head["hash"], sheet_id, version, record)
    partition, place = _place(sealed.number)
    write.put(table, {**_key(sheet_id, version), **sealed._asdict()}, refused=lambda _: ArchivedAlready())
    write.put(table, {"pk": partition, "sk": place, "sheet_id": sheet_id, "version": version}, refused=_overtaken)
    # The chain is as long as the head's number says, so that is the head's version too.
    after = {**_HEAD, "number": sealed.number, "hash": sealed.hash, "version": sealed.number}

    if head["number"]:
        write.put(table, after, when="#number = :before", values={"before": head["number"]}, refused=_overtaken)
    else:
        write.put(table, after, refused=_overtaken)
    return sealed


def versions(sheet_id: str) -> list[Sealed]:
    """A sheet's records, oldest first. Raises NotFound."""
    found = [_sealed(item) for item in table.query(f"ARCHIVE#{sheet_id}", "VERSION#").items]
    if not found:
        raise NotFound("The sheet is not archived.")
    return found


def length() -> int:
    """How many records the chain has."""
    head = table.get(_HEAD)
    return head["number"] if head else 0


def chain(first: int, last: int) -> list[Sealed]:
    """The records of these numbers, in their order, as far as there are such."""
    found: list[Item] = []
    for partition in dict.fromkeys(_place(number)[0] for number in range(first, last + 1)):
        found += table.query(partition).items
    keys = [(table, _key(one["sheet_id"], one["version"])) for one in found if first <= int(one["sk"]) <= last]
    return sorted(map(_sealed, database.read_many(keys)))


def _place(number: int) -> tuple[str, str]:
    return f"CHAIN#{number // _PER_PARTITION:06}", f"{number:08}"


def _key(sheet_id: str, version: int) -> Key:
    return {"pk": f"ARCHIVE#{sheet_id}", "sk": f"VERSION#{version:04}"}


def _sealed(item: Item) -> Sealed:
    return Sealed(*(item[name] for name in Sealed._fields))


def _overtaken(found: Item | None) -> ShopError:
    return Overtaken()
