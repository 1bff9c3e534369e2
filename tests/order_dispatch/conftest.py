"""A shop with something to sell, and what it logs."""

from collections.abc import Iterator

import pytest

from tests.harness import House
from tests.order_dispatch.large import Bulk, changed_after_it_was_asked
from tests.order_dispatch.log import Log, log_of
from tests.order_dispatch.shop_floor import Floor


@pytest.fixture
def floor(house: House) -> Floor:
    """Ten mugs and ten tins of tea at Shanghai, five jars at Guangzhou; a SKU's price is 5.00."""
    floor = Floor(house)

    def stock() -> None:
        floor.stock("MUG", "TEA")
        floor.stock("JAR", units=5, party="WH-GZ")

    house.at_the_end_of("mugs, tea and jars are on sale", stock)
    return floor


@pytest.fixture
def bulk(house: House, monkeypatch: pytest.MonkeyPatch) -> Bulk:
    """Eight SKUs, and transactions so small that an order of all of them is a large one."""
    return Bulk(house, monkeypatch)


@pytest.fixture
def changed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first large order hears that its stock is there, and then it is not."""
    changed_after_it_was_asked(monkeypatch)


@pytest.fixture
def log() -> Iterator[Log]:
    """The room's log."""
    with log_of("order_dispatch") as log:
        yield log
