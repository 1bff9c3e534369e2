"""Stock: the SKU table and the ways in which goods change it; what a SKU is sold at: `shop.stock.offers`.

A SKU's *pool* is the SKU as a whole: orders reserve from it, so that being on sale, the price
and the stock are one condition of one write. A *location* is what lies at one warehouse or
supplier; allocating ties units there. Each change of the pool is a *movement* in the SKU's
ledger, under the id of the operation that caused it: an operation moves a SKU once. What its changes add up to is what
lies at its party, too; a transfer changes nothing of the pool and tells of both its parties.

    SKU#<code>  LEVEL               the pool
                LEVEL~<number>      what of it is spread elsewhere: `shop.stock.buckets`
                LEVEL#<party>       a location; `shop.stock.counts`: what of it is being counted
                MOVEMENT#<ulid>     the ledger
    DRAWN#<cause>  <code>           from which buckets an order drew
    TIED#<cause>   TIED             which party has an order: `shop.stock.allocations`
    PARTY#<code>  PARTY             a warehouse or supplier that was opened
"""

from functools import partial

from shop.settings import Setting
from shop.stock.allocations import ADD_TIES, Allocations, ties
from shop.stock.changes import BACK, COME, FREED, GONE, PROMISED, TAKEN, Change, Level
from shop.stock.levels import AT_PARTY, at_party, location_key, pool_key
from shop.stock.moving import Line, movement
from shop.stock.refusals import StockRefused, must_be_there, not_free, units_missing
from shop.stock.units import Cause, Demand, Units
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

SKU_TABLE = Setting("SKU_TABLE")


def party_key(party: str) -> Key:
    return {"pk": f"PARTY#{party}", "sk": "PARTY"}


class Stock(Allocations):
    """The SKU table. Methods that take a transaction add their writes to it; the others read."""

    def open_party(self, write: Transaction, party: str) -> None:
        """Make a warehouse or supplier known, so that having nothing is told from not being there (R3.2.2)."""
        write.put(self.table, {**party_key(party)}, when="")

    def knows_party(self, party: str) -> bool:
        """Whether a warehouse or supplier was opened under this code."""
        return bool(self.table.database.read_many([(self.table, party_key(party))]))

    def receive(
        self,
        write: Transaction,
        units: Units,
        unit_cost_minor: int,
        currency: str,
        party: str,
        cause: Cause,
        *,
        field: str,
        refused_units: int = 0,
    ) -> None:
        """Take units in at a party, at a cost in the SKU's currency (R3.1.3); they make up what is short.

        Units that were refused lie there blocked, and cost nothing. Refused: unknown_sku, currency_mismatch, naming
        `field`.
        """
        quantity = units.quantity

        def moving(level: Level | None) -> Change:
            return COME.change(quantity, level)._replace(blocked=refused_units)

        self._shift(
            write,
            pool_key(units.sku),
            moving,
            line=self._line(units, "receipt", cause, party, quantity + refused_units),
            when="attribute_exists(#pk) AND #currency = :currency",
            adding="#received_units :units, #received_cost_minor :cost",
            values={"units": quantity, "cost": quantity * unit_cost_minor, "currency": currency},
            refused=lambda found: must_be_there(field, units.sku, found),
        )
        self._shift(
            write,
            location_key(units.sku, party),
            moving,
            setting=AT_PARTY,
            values=at_party(units.sku, party),
        )

    def expect(self, write: Transaction, sku: str, units: int) -> None:
        """Let so many units more be on their way to the house, or less where negative (R3.1.3). No movement: none came.

        Refused: unknown_sku.
        """
        write.update(
            self.table,
            pool_key(sku),
            "ADD #incoming :units",
            # What was expected of a SKU stops to be so, whatever became of the SKU.
            when="attribute_exists(#sku)" if units > 0 else "attribute_exists(#pk)",
            values={"units": units},
            refused=lambda found: must_be_there("sku", sku, None),
        )

    def reserve(self, write: Transaction, demand: Demand, cause: Cause) -> None:
        """Promise units to an order. Refused: a StockRefused that says why for each line."""
        # A SKU has one price and perhaps a former one, so three that differ refuse as well as a thousand; a condition
        # has at most 4 KB.
        prices = {f"price{n}": price for n, price in enumerate(sorted({price for _, price in demand.lines})[:3])}
        shown = " AND ".join(
            f"(#price_minor = :{name} OR (#former_price_minor = :{name} AND #former_until >= :asked_at))"
            if demand.asked_at
            else f"#price_minor = :{name}"
            for name in prices
        )
        asked_at = {"asked_at": demand.asked_at} if demand.asked_at else {}
        self._promise(
            write,
            demand,
            cause,
            line=self._line(Units(demand.sku, demand.quantity), "reservation", cause),
            when=f"#on_sale = :yes AND {shown} AND #currency = :currency",
            asked={"yes": True, "currency": demand.currency, **prices, **asked_at},
        )

    def release(self, write: Transaction, units: Units, cause: Cause) -> None:
        """Give up a promise: the units can be sold again, or make up what is short."""
        self._end_promise(write, units, FREED, cause, self._line(units, "release", cause))

    def tie(self, write: Transaction, units: Units, party: str, why: str) -> None:
        """Tie units that are promised for something to a party (R3.2.2). Refused: not_at_location.

        The pool does not change.
        """
        self._shift(
            write,
            location_key(units.sku, party),
            partial(PROMISED.change, units.quantity),
            adding=ADD_TIES,
            values=ties(why, units.quantity),
            refused=lambda found: StockRefused.not_at_location(units.sku, units.quantity, party, found),
        )

    def untie(self, write: Transaction, units: Units, party: str, why: str) -> None:
        """Undo `tie`."""
        self._shift(
            write,
            location_key(units.sku, party),
            partial(FREED.change, units.quantity),
            adding=ADD_TIES,
            values=ties(why, -units.quantity),
        )

    def ship(self, write: Transaction, units: Units, party: str, cause: Cause) -> None:
        """Let tied units leave the house (R3.2.2). Refused: units_missing, when they were found missing."""
        self._shift(
            write,
            location_key(units.sku, party),
            partial(GONE.change, units.quantity),
            adding=ADD_TIES,
            values=ties(cause.why, -units.quantity),
            refused=lambda found: units_missing(units.sku, party) if Level.of(found).shortfall else None,
        )
        self._end_promise(write, units, GONE, cause, self._line(units, "dispatch", cause, party))

    def unship(self, write: Transaction, units: Units, party: str, cause: Cause) -> None:
        """Undo `ship`: the units did not leave."""
        self._shift(
            write,
            location_key(units.sku, party),
            partial(BACK.change, units.quantity),
            adding=ADD_TIES,
            values=ties(cause.why, units.quantity),
        )
        self._end_promise(write, units, BACK, cause, self._line(units, "dispatch_undone", cause, party))

    def transfer(self, write: Transaction, units: Units, source: str, target: str, cause: Cause, *, field: str) -> None:
        """Let untied units go from one party to another, where they make up what is short. The pool does not change.

        One movement tells both of it. Refused: not_at_location, naming `field`.
        """
        self._shift(
            write,
            location_key(units.sku, source),
            partial(TAKEN.change, units.quantity),
            refused=lambda found: not_free(field, units.sku, source),
        )
        self._shift(
            write,
            location_key(units.sku, target),
            partial(COME.change, units.quantity),
            setting=AT_PARTY,
            values=at_party(units.sku, target),
        )
        line = movement(units.sku, units.quantity, Change(), "transfer", cause, target, from_party=source)
        write.put(self.table, line)

    @staticmethod
    def _line(units: Units, kind: str, cause: Cause, party: str | None = None, quantity: int | None = None) -> Line:
        """The movement of these units, whatever it turns out to change."""

        def line(change: Change) -> Item:
            return movement(units.sku, quantity or units.quantity, change, kind, cause, party)

        return line
