"""Stock: the SKU table and the ways in which goods change it; what a SKU is sold at: `shop.stock.offers`.

A SKU's *pool* is the SKU as a whole: orders reserve from it, so that being on sale, the price
and the stock are one condition of one write. A *location* is what lies at one warehouse or
supplier; allocating ties units there. Each change of the pool is a *movement* in the SKU's
ledger, under the id of the operation that caused it: an operation moves a SKU once.

    SKU#<code>  LEVEL               the pool
                LEVEL#<party>       a location
                MOVEMENT#<ulid>     the ledger
    PARTY#<code>  PARTY             a warehouse or supplier that was opened
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from shop.clock import iso
from shop.errors import Busy
from shop.settings import Setting
from shop.stock.levels import MOVEMENT, location_key, pool_key
from shop.stock.offers import Offers
from shop.stock.refusals import StockRefused, must_be_there
from shop.stock.units import Cause, Demand, Units
from shop.storage.transaction import Refusal, Transaction
from shop.storage.values import Key

SKU_TABLE = Setting("SKU_TABLE")


class Way(NamedTuple):
    """What a unit that goes this way is more or less of afterwards."""

    available: int
    reserved: int

    @property
    def begins(self) -> str:
        """Among which units it has to be before."""
        return "available" if self.available < 0 else "reserved"


COME, PROMISED, FREED, GONE = Way(1, 0), Way(-1, 1), Way(1, -1), Way(0, -1)


def party_key(party: str) -> Key:
    return {"pk": f"PARTY#{party}", "sk": "PARTY"}


class Stock(Offers):
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
    ) -> None:
        """Take units in at a party, at a cost in the SKU's currency (R3.1.3).

        Refused: unknown_sku, currency_mismatch, naming `field`.
        """
        quantity = units.quantity
        write.update(
            self.table,
            pool_key(units.sku),
            "ADD #available :units, #received_units :units, #received_cost_minor :cost",
            when="attribute_exists(#pk) AND #currency = :currency",
            values={"units": quantity, "cost": quantity * unit_cost_minor, "currency": currency},
            refused=lambda found: must_be_there(field, units.sku, found),
        )
        write.update(
            self.table,
            location_key(units.sku, party),
            "SET #party = :party ADD #available :units, #reserved :none",
            when="",
            values={"party": party, "units": quantity, "none": 0},
        )
        self._record(write, units, COME, "receipt", cause, party)

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
        self._move(
            write,
            Units(demand.sku, demand.quantity),
            PROMISED,
            "reservation",
            cause,
            when=f"#on_sale = :yes AND {shown} AND #currency = :currency AND ",
            values={"yes": True, "currency": demand.currency, **prices, **asked_at},
            refused=lambda found: demand.refusal(found) or Busy("The stock changed meanwhile; try again."),
        )

    def release(self, write: Transaction, units: Units, cause: Cause) -> None:
        """Give up a promise: the units can be sold again."""
        self._move(write, units, FREED, "release", cause)

    def tie(self, write: Transaction, units: Units, party: str) -> None:
        """Tie promised units to a party (R3.2.2). Refused: not_at_location. The pool does not change."""
        self._shift(
            write,
            location_key(units.sku, party),
            units.quantity,
            PROMISED,
            refused=lambda found: StockRefused.not_at_location(units.sku, units.quantity, party, found),
        )

    def untie(self, write: Transaction, units: Units, party: str) -> None:
        """Undo `tie`."""
        self._shift(write, location_key(units.sku, party), units.quantity, FREED)

    def ship(self, write: Transaction, units: Units, party: str, cause: Cause) -> None:
        """Let tied units leave the house (R3.2.2)."""
        self._shift(write, location_key(units.sku, party), units.quantity, GONE)
        self._move(write, units, GONE, "dispatch", cause, party)

    def _shift(
        self,
        write: Transaction,
        key: Key,
        quantity: int,
        way: Way,
        *,
        when: str = "",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Let units go a way at one level, if they are where it begins and `when` holds."""
        write.update(
            self.table,
            key,
            "ADD #available :available, #reserved :reserved",
            when=f"{when}#{way.begins} >= :units",
            values={
                **(values or {}),
                "units": quantity,
                "available": way.available * quantity,
                "reserved": way.reserved * quantity,
            },
            refused=refused,
        )

    def _move(
        self,
        write: Transaction,
        units: Units,
        way: Way,
        kind: str,
        cause: Cause,
        party: str | None = None,
        **condition: Any,
    ) -> None:
        """Shift the pool, with the movement that tells of it."""
        self._shift(write, pool_key(units.sku), units.quantity, way, **condition)
        self._record(write, units, way, kind, cause, party)

    def _record(self, write: Transaction, units: Units, way: Way, kind: str, cause: Cause, party: str | None) -> None:
        movement = {
            "pk": f"SKU#{units.sku}",
            "sk": f"{MOVEMENT}{cause.operation}",
            "kind": kind,
            "quantity": units.quantity,
            "available_change": way.available * units.quantity,
            "reserved_change": way.reserved * units.quantity,
            "party": party,
            "cause": cause.why,
            "at": iso(cause.at),
        }
        write.put(self.table, movement)
