"""A shop with two warehouses and a few SKUs that nobody has any of."""

from collections.abc import Iterator

import pytest

from tests.harness import House, on_moto
from tests.people import MANAGER
from tests.stock_control.goods import know


def furnish(house: House) -> House:
    """Open WH-SH and WH-GZ; MUG, TEA and JAR are known in CNY, SCONE in GBP."""
    for code in ("WH-SH", "WH-GZ"):
        opened = house.call("POST /stock/warehouses", as_=MANAGER, key=code, body={"code": code, "name": "仓库"})
        assert opened.status == 201
    know("MUG", "TEA", "JAR")
    know("SCONE", currency="GBP")
    return house


@pytest.fixture
def shop(house: House) -> House:
    """A shop of the test's own."""
    return furnish(house)


@pytest.fixture(scope="module")
def shared_shop() -> Iterator[House]:
    """One shop for all tests of a module, which therefore only read, or are refused."""
    with on_moto() as house:
        yield furnish(house)
