"""What a SKU's movements say its levels are, and where the kept ones part from that. Pure.

A movement changes the pool, and by the same number of units what lies at its party and what of that is blocked; so what
was done to one of them alone was done by a hand, and what the pool and a location both have without a movement is a
movement that is gone. Tying changes neither: what is tied at a party is what is still owed to the orders given to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from shop.stock.allocations import Allocation, order_number
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


class Lying(NamedTuple):
    """What lies at a party, and how much of it is blocked."""

    on_hand: int = 0
    blocked: int = 0


class Reckoning:
    """What a SKU's items say, in whichever order they are heard of."""

    def __init__(self) -> None:
        self.pool = Change()
        self.parties: dict[str, Lying] = {}
        self.levels: dict[str, Level] = {}
        self.odd: list[str] = []
        # Of orders: what is promised and did not leave, all that were ever promised any, and who has them.
        self.open: dict[str, int] = {}
        self.orders: set[str] = set()
        self.allocations: Mapping[str, Allocation] = {}
        # By party, what its level says of whose units are tied there.
        self.ties: dict[str, int] = {}

    def add(self, items: Iterable[Item]) -> None:
        """Hear of more of the SKU's items."""
        for item in items:
            if item["sk"].startswith(MOVEMENT):
                self._moved(item)
            elif item["sk"].startswith(LEVEL):
                self.levels[item["sk"]] = Level.of(item)
                self.ties[item["sk"].removeprefix(f"{LEVEL}#")] = item.get("ties", 0)

    def _moved(self, movement: Item) -> None:
        change = _change(movement)
        self.pool = Change(*(has + more for has, more in zip(self.pool, change, strict=True)))
        if movement["kind"] == "transfer":
            self._lies(movement["party"], movement["quantity"])
            self._lies(movement["from_party"], -movement["quantity"])
        elif party := movement.get("party"):
            self._lies(party, change.on_hand, change.blocked)
        if not _is_sound(movement, change):
            self.odd.append(movement["sk"])
        # What orders were promised and have not got: their promises end once.
        if movement["kind"] in _RESERVED:
            cause = movement["cause"]
            self.orders.add(cause)
            self.open[cause] = self.open.get(cause, 0) + change.reserved
            if not self.open[cause]:
                del self.open[cause]

    def _lies(self, party: str, units: int, blocked: int = 0) -> None:
        before = self.parties.get(party, Lying())
        self.parties[party] = Lying(before.on_hand + units, before.blocked + blocked)

    def partings(self) -> list[Parting]:
        """Where what is kept is not what the movements say."""
        return list(self._partings())

    def _partings(self) -> Iterator[Parting]:
        pool, parties = self._pool(), sorted(self._all_parties())
        kept = {party: self._kept_at(party) for party in parties}
        moved = {party: self.parties.get(party, Lying()) for party in parties}
        more = pool.on_hand - self.pool.on_hand
        # What pool and parties have more of, or less, by the same number.
        together = bool(more) and more == sum(kept[party].on_hand - moved[party].on_hand for party in parties)
        for name, has, should in zip(Level._fields, pool, self.pool, strict=True):
            if has != should:
                yield Parting(f"{name} of the pool", has, should, self._suspect("the pool's level", together))
        for party in parties:
            suspect = self._suspect(f"the level of {party}", together)
            if kept[party].on_hand != moved[party].on_hand:
                yield Parting(f"on hand at {party}", kept[party].on_hand, moved[party].on_hand, suspect)
            if kept[party].blocked != moved[party].blocked:
                yield Parting(f"blocked at {party}", kept[party].blocked, moved[party].blocked, suspect)
        for party in parties:
            yield from self._tied(party)

    def _tied(self, party: str) -> Iterator[Parting]:
        """Where other units are tied at a party than those of the orders that it has."""
        tied = self.levels.get(f"{LEVEL}#{party}", Level()).reserved
        certain, perhaps = (
            {
                why: units
                for why, units in self.open.items()
                if self.allocations.get(why) == Allocation(party, underway) and units > 0
            }
            for underway in (False, True)
        )
        given = sum(certain.values())
        if not given <= tied <= given + sum(perhaps.values()):
            whose = self.ties.get(party, 0) - sum(units * order_number(why) for why, units in certain.items())
            yield Parting(f"tied to orders at {party}", tied, given, self._whose(party, tied - given, whose))

    def _whose(self, party: str, gap: int, whose: int) -> str:
        """Which order's units are tied and ought not to be, or the other way round: see `shop.stock.allocations`."""
        if not whose:
            return f"a hand at the level of {party}"
        one = next((why for why in sorted(self.orders) if gap * order_number(why) == whose), None)
        return f"the allocation of {one}" if one else f"allocations of several orders, or a hand at {party}"

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

    def _kept_at(self, party: str) -> Lying:
        level = self.levels.get(f"{LEVEL}#{party}", Level())
        return Lying(level.on_hand, level.blocked)


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
