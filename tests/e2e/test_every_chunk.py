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
# How many SKUs a chunk holds: 100 actions less the head's, at two, one and three a SKU.
AT_ONCE = {PLACING: 49, CANCELLING: 49, ALLOCATING: 99, DISPATCHING: 33}

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
    """A worker takes the work over, does one chunk (and `more` writes), and dies; tells of how many SKUs it is done."""
    asks_anew = kind is PLACING and take_up is by_the_caller  # which is refused, since its key is known
    bulk.lease_is_over()
    with pytest.raises(Killed), Interrupted(3 + asks_anew + more, killed, made=False):
        take_up(bulk, kind)
    (head,) = bulk.heads()
    return head["operation"]["done"], head["operation"]["rolling_back"]


def die_after_every_chunk(bulk: Bulk, kind: Kind, take_up: TakeUp) -> None:
    """Begin the work, and let every worker die after one chunk of it."""
    bulk.cut(kind, 1)
    for done in range(0, len(SKUS), AT_ONCE[kind]):
        assert bulk.ask(kind).refusal == IN_PROGRESS
        assert die_after_one_chunk(bulk, kind, take_up) == (min(done + AT_ONCE[kind], len(SKUS)), False)


@pytest.mark.parametrize("take_up", [by_the_caller, by_the_sweeper])
@pytest.mark.parametrize("kind", AT_ONCE, ids=str)
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
    before_the_last_chunk = [49 * chunk for chunk in range(1, 14)]
    for done in before_the_last_chunk:
        assert die_after_one_chunk(bulk, PLACING, take_up) == (done, False)
    assert die_after_one_chunk(bulk, PLACING, take_up, more=1) == (637, True)
    for done in reversed([0, *before_the_last_chunk[:-1]]):
        assert die_after_one_chunk(bulk, PLACING, take_up) == (done, True)
    bulk.lease_is_over()
    take_up(bulk, PLACING)
    bulk.is_gone()
