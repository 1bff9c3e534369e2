"""What a SKU's movements say its levels are, and where the kept ones part from that. Pure.

A movement changes the pool, and by the same number of units what lies at its party; tying changes neither. So what was
done to one of them alone was done by a hand, and what the pool and a location both have without a movement is a
movement that is gone.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shop.stock.changes import Change, Level
from shop.stock.levels import BUCKET, LEVEL, MOVEMENT
from shop.storage.values import Item

# The changes that a movement of so many units can make, up to what makes up a shortfall or becomes one.
_ON_HAND = {"receipt": 1, "receipt_reversal": -1, "write_off": -1, "dispatch": -1, "dispatch_undone": 1}
_RESERVED = {"reservation": 1, "release": -1, "dispatch": -1, "dispatch_undone": 1}
_BLOCKED = {"block": 1, "unblock": -1, "write_off": -1}


class Parting(NamedTuple):
    """Something kept that is not what the movements say: what it is, by how much, and who or what did it."""

    where: str
    kept: int
    moved: int
    suspect: str


class Reckoning:
    """What a SKU's items say, in whichever order they are heard of."""

    def __init__(self) -> None:
        self.pool = Change()
        self.parties: dict[str, int] = {}
        self.levels: dict[str, Level] = {}
        self.odd: list[str] = []
        self.open: dict[str, int] = {}

    def add(self, items: Iterable[Item]) -> None:
        """Hear of more of the SKU's items."""
        for item in items:
            if item["sk"].startswith(MOVEMENT):
                self._moved(item)
            elif item["sk"].startswith(LEVEL):
                self.levels[item["sk"]] = Level.of(item)

    def _moved(self, movement: Item) -> None:
        change = _change(movement)
        self.pool = Change(*(has + more for has, more in zip(self.pool, change, strict=True)))
        if movement["kind"] == "transfer":
            self._lies(movement["party"], movement["quantity"])
            self._lies(movement["from_party"], -movement["quantity"])
        elif party := movement.get("party"):
            self._lies(party, change.on_hand)
        if not _is_sound(movement, change):
            self.odd.append(movement["sk"])
        # What orders were promised and have not got: their promises end once.
        if movement["kind"] in _RESERVED:
            cause = movement["cause"]
            self.open[cause] = self.open.get(cause, 0) + change.reserved
            if not self.open[cause]:
                del self.open[cause]

    def _lies(self, party: str, units: int) -> None:
        self.parties[party] = self.parties.get(party, 0) + units

    def partings(self) -> list[Parting]:
        """Where what is kept is not what the movements say."""
        return list(self._partings())

    def _partings(self) -> Iterator[Parting]:
        pool = self._pool()
        more_at = {party: self._kept_at(party) - self.parties.get(party, 0) for party in sorted(self._all_parties())}
        parted_places = {party for party, more in more_at.items() if more}
        more = pool.on_hand - self.pool.on_hand
        together = more and more == sum(more_at.values())
        for name, kept, moved in zip(Level._fields, pool, self.pool, strict=True):
            if kept != moved:
                yield Parting(f"{name} of the pool", kept, moved, self._suspect("the pool's level", bool(together)))
        for party in sorted(parted_places):
            yield Parting(
                f"on hand at {party}",
                self._kept_at(party),
                self.parties.get(party, 0),
                self._suspect(f"the level of {party}", bool(together)),
            )

    def _suspect(self, level: str, together: bool) -> str:
        """Who or what did it, as far as the books tell."""
        if self.odd:
            return f"movement {self.odd[0].removeprefix(MOVEMENT)}, whose figures do not fit its kind"
        overdone = sorted(cause for cause, owed in self.open.items() if owed < 0)
        if overdone:
            return f"a reservation of {overdone[0]} that is gone"
        if together:
            return "a movement that is gone: the pool and what lies at its party have it both"
        return f"a hand at {level}"

    def _pool(self) -> Level:
        """The pool, wherever it lies: a spreading moves units from item to item, and makes no movement."""
        items = [level for name, level in self.levels.items() if name == LEVEL or name.startswith(BUCKET)]
        return Level(*map(sum, zip(*items, strict=True))) if items else Level()

    def _all_parties(self) -> set[str]:
        places = f"{LEVEL}#"
        return {name.removeprefix(places) for name in self.levels if name.startswith(places)} | set(self.parties)

    def _kept_at(self, party: str) -> int:
        return self.levels.get(f"{LEVEL}#{party}", Level()).on_hand


def _change(movement: Item) -> Change:
    return Change(*(movement.get(f"{name}_change", 0) for name in Change._fields))


def _is_sound(movement: Item, change: Change) -> bool:
    """Whether a movement changes what one of its kind and quantity changes."""
    kind, units = movement["kind"], movement["quantity"]
    if kind == "transfer":
        return not any(change)
    on_hand = abs(change.on_hand) if kind == "adjustment" else change.on_hand
    expected = units if kind == "adjustment" else _ON_HAND.get(kind, 0) * units
    blocked = kind in _BLOCKED and change.blocked != _BLOCKED[kind] * units
    return on_hand == expected and change.reserved == _RESERVED.get(kind, 0) * units and not blocked


def reckoned(items: Iterable[Item]) -> Reckoning:
    """The reckoning of all of a SKU's items."""
    reckoning = Reckoning()
    reckoning.add(items)
    return reckoning
