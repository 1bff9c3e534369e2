"""Which SKUs there are, and what they are sold at: sale, price and terms of the pool, each written in one place."""

from typing import Any

from shop.stock.buckets import AS_SPREAD, NOT_SPREAD, OFFERED, Spread
from shop.stock.levels import Levels, bucket_key, pool_key
from shop.stock.refusals import sku_taken, sku_used
from shop.storage.requests import Request, update_request
from shop.storage.transaction import Transaction
from shop.storage.values import Item


class Offers(Levels):
    """The SKU table as far as goods are offered. Methods that take a transaction add their writes to it."""

    def enter(self, write: Transaction, sku: str, currency: str, *, field: str) -> None:
        """Make a SKU known, not yet on sale (R3.1.2). Refused: sku_taken, naming `field`."""
        write.put(
            self.table,
            {**pool_key(sku), "sku": sku, "currency": currency, "on_sale": False, "available": 0, "reserved": 0},
            when="attribute_not_exists(#sku)",
            refused=lambda found: sku_taken(field, sku),
        )

    def forget(self, write: Transaction, sku: str, *, field: str) -> None:
        """Make a SKU unknown nobody put on sale, ordered or received: its code is free. Refused: sku_used (`field`).

        An empty pool stays behind. Whoever could delete it could delete the SKU's ledger too.
        """
        write.update(
            self.table,
            pool_key(sku),
            "REMOVE #sku, #currency, #on_sale, #available, #reserved",
            when="attribute_exists(#sku) AND attribute_not_exists(#price_minor)"
            " AND attribute_not_exists(#received_units) AND attribute_not_exists(#incoming)"
            f" AND {NOT_SPREAD}",
            refused=lambda found: sku_used(field, sku),
        )

    def publish(
        self,
        write: Transaction,
        sku: str,
        price_minor: int,
        revision: int,
        terms: str | None = None,
        former_until: str | None = None,
    ) -> None:
        """Put a SKU on sale at a price (minor units) and on terms (JSON text), by the reviewed revision (R3.1.2).

        What a customer was shown before stays good until `former_until` where the price is another one.
        """
        self._offer(write, sku, former_until, on_sale=True, price_minor=price_minor, revision=revision, terms=terms)

    def reprice(self, write: Transaction, sku: str, price_minor: int, former_until: str) -> None:
        """Give a SKU on sale another price (R3.1.4); the one that customers were shown stays good until then."""
        self._offer(write, sku, former_until, price_minor=price_minor)

    def withdraw(self, write: Transaction, sku: str) -> None:
        """Take a SKU off sale: no order reserves it from this write on (R3.1.4)."""
        self._offer(write, sku, None, on_sale=False)

    def _offer(self, write: Transaction, sku: str, former_until: str | None, **offered: Any) -> None:
        """Change what a SKU is sold at, in all buckets. The one place where price, sale and terms are written.

        The terms that they take the place of are kept: an order that was placed before has those. Whether the pool is
        spread is told by the write that it refuses, so that one item costs no look.
        """
        given = {name: value for name, value in offered.items() if value is not None}

        def request(number: int = 0, spread: Spread | None = None) -> Request:
            values = {name: value for name, value in given.items() if not number or name in OFFERED}
            changes = [f"#{name} = :{name}" for name in values]
            if "terms" in values:
                changes.append("#former_terms = if_not_exists(#terms, :terms)")
            if former_until:
                values["former_until"] = former_until
                changes += [
                    "#former_until = :former_until",
                    "#former_price_minor = if_not_exists(#price_minor, :price_minor)",
                ]
            when = AS_SPREAD if spread else f"attribute_exists(#pk) AND {NOT_SPREAD}"
            values |= {"spread": spread.id} if spread else {}
            return update_request(
                self.table, bucket_key(sku, number), f"SET {', '.join(changes)}", when=when, values=values
            )

        def mend(found: Item | None) -> bool:
            spread = Spread.of(found)
            if not found or (spread is None and "spread" in found):
                return False
            offer.request = request(0, spread)
            offer.more = [request(number, spread) for number in range(1, spread.buckets)] if spread else ()
            return True

        offer = write.add(request(), mend=mend)
