"""What the worst bodies cost: of each kind one that is as large, or as bad, as its route takes it.

What is carried out is stated; what is refused, and what anybody may send without a token, has a budget.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from infra.bench import bodies, requests
from infra.bench.copies import copied, images
from infra.bench.journey import CARRIER
from infra.bench.rooms import Context, Request
from infra.bench.stocking import Shop, sku
from infra.client.carrier import signature
from shop.roles import Role
from shop.web.bodies import MOST_LINES

# So many pushes of other scans each, and no more can be kept under their number.
_FULL = 11


@dataclass(frozen=True)
class Worst:
    """What a body cost: CPU in milliseconds; its bytes, and the status of the answer."""

    cpu_ms: float
    bytes: int
    status: int

    @property
    def is_refused(self) -> bool:
        """Whether nothing had to be done but to find out what is wrong."""
        return self.status >= 400


def measured(shop: Shop) -> dict[str, Worst]:
    """Each kind by name, sent once."""
    table = shop.stack.tables["sku"]
    levels = images(shop.dynamodb, table, f"SKU#{sku(2)}", "LEVEL")
    copied(shop.dynamodb, table, levels, ({sku(2): bodies.sku(number)} for number in range(MOST_LINES)))
    return dict(_of_each_kind(shop.pushes.salt))


def _of_each_kind(salt: str) -> Iterator[tuple[str, Worst]]:
    yield "order_of_most_lines", _order(bodies.order())
    yield "product_of_most_skus", _sent(requests.staff("POST /listing/products", Role.SPECIALIST, bodies.product()))
    yield "receipt_of_most_lines", _sent(requests.staff("POST /stock/receipts", Role.WAREHOUSE, bodies.receipt()))

    number, now = uuid4().hex[:20].upper(), datetime.now(UTC)
    yield "push_of_most_scans", _push(bodies.push(number, now), salt)
    for days in range(1, _FULL):
        _push(bodies.push(number, now - timedelta(days=days)), salt)
    yield "push_to_a_full_track", _push(bodies.push(number, now - timedelta(days=_FULL)), salt)
    yield "push_forged", _push(bodies.push(number, now), "another salt")
    yield "push_of_escapes", _form(bodies.escapes())

    yield "refused_unknown_names", _order(bodies.unknown_names())
    yield "refused_too_many_names", _order(bodies.too_many_names())
    yield "refused_unseen_text", _order(bodies.unseen_text())
    yield "refused_depth", _order(bodies.deep())
    yield "refused_half_a_character", _order(bodies.damaged())


def _order(body: str) -> Worst:
    return _sent(requests.storefront("POST /storefront/orders", body))


def _push(param: str, salt: str) -> Worst:
    return _form(bodies.form(param, signature(param, salt)))


def _form(form: str) -> Worst:
    return _sent(requests.form(CARRIER, form))


def _sent(request: Request) -> Worst:
    handler, context = request.handler(), Context()
    started = time.process_time()
    answer = handler(request.event, context)
    spent = time.process_time() - started
    return Worst(round(spent * 1000, 1), len(request.event["body"].encode()), answer["statusCode"])
