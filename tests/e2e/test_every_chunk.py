"""An order of 674 SKUs whose worker dies after every chunk, each time another's: it is whole, or it is gone.

Once its callers alone bring it on, by asking again; once the sweeper alone.
"""

from collections.abc import Callable, Iterator

import pytest

from infra.local.emulator import emulator
from infra.local.stack import Owner
from tests.e2e.in_process import order_room
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

BringOn = Callable[[Bulk, Kind], None]


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Owner]:
    """Of a local cloud in which nothing is deployed: its store is all that is needed."""
    with emulator(tmp_path_factory.mktemp("cloud")) as running:
        yield running.owner


@pytest.fixture
def house(owner: Owner) -> Iterator[House]:
    with order_room(owner) as house:
        yield house


def by_the_caller(bulk: Bulk, kind: Kind) -> None:
    bulk.ask(kind)


def by_the_sweeper(bulk: Bulk, kind: Kind) -> None:
    sweep()


def die_after_one_chunk(bulk: Bulk, kind: Kind, bring_on: BringOn, *, more: int = 0) -> tuple[int, bool]:
    """A worker takes the work over, does one chunk (and `more` writes), and dies; tells of how many SKUs it is done."""
    asks_anew = kind is PLACING and bring_on is by_the_caller  # which is refused, since its key is known
    bulk.lease_is_over()
    with pytest.raises(Killed), Interrupted(3 + asks_anew + more, killed, made=False):
        bring_on(bulk, kind)
    (head,) = bulk.heads()
    return head["operation"]["done"], head["operation"]["rolling_back"]


def die_after_every_chunk(bulk: Bulk, kind: Kind, bring_on: BringOn) -> None:
    """Begin the work, and let every worker die after one chunk of it."""
    bulk.cut(kind, 1)
    for done in range(0, len(SKUS), AT_ONCE[kind]):
        assert bulk.ask(kind).refusal == IN_PROGRESS
        assert die_after_one_chunk(bulk, kind, bring_on) == (min(done + AT_ONCE[kind], len(SKUS)), False)


@pytest.mark.parametrize("bring_on", [by_the_caller, by_the_sweeper])
@pytest.mark.parametrize("kind", AT_ONCE, ids=str)
def test_a_large_order_whose_worker_dies_after_every_chunk_comes_whole_to_its_end(
    house: House, kind: Kind, bring_on: BringOn
) -> None:
    bulk = Bulk(house, None, ORDERED)
    bulk.bring_before(kind)
    die_after_every_chunk(bulk, kind, bring_on)
    bulk.lease_is_over()
    bring_on(bulk, kind)
    bulk.find()
    bulk.is_done(kind)


@pytest.mark.parametrize("bring_on", [by_the_caller, by_the_sweeper])
def test_a_large_order_whose_last_sku_cannot_be_had_is_gone_though_its_worker_dies_after_every_chunk(
    house: House, bring_on: BringOn
) -> None:
    bulk = Bulk(house, None, ORDERED)
    bulk.cut(PLACING, 1)
    bulk.floor.publish(SKUS[-1], price=600)
    before_the_last_chunk = [49 * chunk for chunk in range(1, 14)]
    for done in before_the_last_chunk:
        assert die_after_one_chunk(bulk, PLACING, bring_on) == (done, False)
    assert die_after_one_chunk(bulk, PLACING, bring_on, more=1) == (637, True)
    for done in reversed([0, *before_the_last_chunk[:-1]]):
        assert die_after_one_chunk(bulk, PLACING, bring_on) == (done, True)
    bulk.lease_is_over()
    bring_on(bulk, PLACING)
    bulk.is_gone()
