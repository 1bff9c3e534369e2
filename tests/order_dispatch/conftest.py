"""A shop with something to sell, and what it logs."""

import logging
from collections.abc import Iterator

import pytest

from order_dispatch import reactions
from tests.harness import House
from tests.order_dispatch.large import Bulk
from tests.order_dispatch.log import Log
from tests.order_dispatch.shop_floor import Floor


@pytest.fixture
def floor(house: House) -> Floor:
    """Ten mugs and ten tins of tea at Shanghai, five jars at Guangzhou; a SKU's price is 5.00."""
    floor = Floor(house)
    floor.stock("MUG", "TEA")
    floor.stock("JAR", units=5, party="WH-GZ")
    return floor


@pytest.fixture
def bulk(house: House, monkeypatch: pytest.MonkeyPatch) -> Bulk:
    """Eight SKUs, and transactions so small that an order of all of them is a large one."""
    return Bulk(house, monkeypatch)


@pytest.fixture
def log() -> Iterator[Log]:
    """The room's log; its logger holds on to the standard output that it was made with."""
    log = Log()
    (handler,) = [
        h for h in logging.getLogger(reactions.logger.service).handlers if isinstance(h, logging.StreamHandler)
    ]
    before = handler.setStream(log.stream)
    yield log
    handler.setStream(before)
