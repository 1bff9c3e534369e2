"""An order of 674 SKUs whose worker dies after every chunk, each time another's: it is whole, or it is gone.

Once its callers alone bring it on, by asking again; once the sweeper alone.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.e2e.in_process import order_room
from tests.e2e.shop import Shop
from tests.harness import House
from tests.order_dispatch.large import (
    ALLOCATING,
    CANCELLING,
    DISPATCHING,
    IN_PROGRESS,
    PLACING,
    Bulk,
    Interrupted,
    Killed,
    Kind,
    killed,
    sweep,
)
from tests.order_dispatch.shop_floor import line, wanted

pytestmark = pytest.mark.local_cloud

SKUS = [f"S{number:03d}" for number in range(674)]
ORDERED = wanted(*map(line, SKUS))
# 100 actions less the head's, at two, one and three a SKU.
CHUNKS = {PLACING: 14, CANCELLING: 14, ALLOCATING: 7, DISPATCHING: 21}

TakeUp = Callable[[Bulk, Kind], None]


@pytest.fixture
def house(shop: Shop) -> Iterator[House]:
    with order_room(shop.stack) as house:
        yield house


def by_the_caller(bulk: Bulk, kind: Kind) -> None:
    bulk.ask(kind)


def by_the_sweeper(bulk: Bulk, kind: Kind) -> None:
    sweep()


def die_after_one_chunk(bulk: Bulk, kind: Kind, take_up: TakeUp, *, more: int = 0) -> tuple[int, bool]:
    """A worker takes the work over, does one chunk (and `more` writes), and dies; tells where the work is then."""
    asks_anew = kind is PLACING and take_up is by_the_caller  # which is refused, since its key is known
    bulk.lease_is_over()
    with pytest.raises(Killed), Interrupted(3 + asks_anew + more, killed, made=False):
        take_up(bulk, kind)
    (head,) = bulk.heads()
    return head["operation"]["done"], head["operation"]["undoing"]


def die_after_every_chunk(bulk: Bulk, kind: Kind, take_up: TakeUp) -> None:
    """Begin the work, and let every worker die after one chunk of it."""
    bulk.cut(kind, 1)
    for chunk in range(1, CHUNKS[kind] + 1):
        assert bulk.ask(kind).refusal == IN_PROGRESS
        assert die_after_one_chunk(bulk, kind, take_up) == (chunk, False)


@pytest.mark.parametrize("take_up", [by_the_caller, by_the_sweeper])
@pytest.mark.parametrize("kind", CHUNKS, ids=str)
def test_it_comes_whole_to_its_end(house: House, kind: Kind, take_up: TakeUp) -> None:
    bulk = Bulk(house, None, ORDERED)
    bulk.bring_before(kind)
    die_after_every_chunk(bulk, kind, take_up)
    bulk.lease_is_over()
    take_up(bulk, kind)
    bulk.find()
    bulk.is_done(kind)


@pytest.mark.parametrize("take_up", [by_the_caller, by_the_sweeper])
def test_it_is_gone_when_the_last_of_its_skus_cannot_be_had(house: House, take_up: TakeUp) -> None:
    bulk = Bulk(house, None, ORDERED)
    bulk.floor.publish(SKUS[-1], price=600)
    bulk.cut(PLACING, 1)
    for chunk in range(1, 14):
        assert die_after_one_chunk(bulk, PLACING, take_up) == (chunk, False)
    assert die_after_one_chunk(bulk, PLACING, take_up, more=1) == (13, True)
    for chunk in range(12, -1, -1):
        assert die_after_one_chunk(bulk, PLACING, take_up) == (chunk, True)
    bulk.lease_is_over()
    take_up(bulk, PLACING)
    bulk.is_gone()
