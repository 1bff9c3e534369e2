"""The demo day goes well on the deployed shop, and so does the next one."""

import io

import pytest
from rich.console import Console

from infra.demo import play
from tests.e2e.shop import Shop

pytestmark = pytest.mark.local_cloud


@pytest.fixture(scope="module")
def days(shop: Shop) -> list[tuple[bool, str]]:
    """Two days, one after the other: whether each went well, and what was shown."""
    shown = [io.StringIO(), io.StringIO()]
    return [(play(shop.stack, Console(file=screen, width=80)), screen.getvalue()) for screen in shown]


def test_a_first_and_a_second_demo_day_go_well(days: list[tuple[bool, str]]) -> None:
    assert [went_well for went_well, _ in days] == [True, True], days


def test_orders_stock_a_history_the_notices_and_appraisal_are_shown(days: list[tuple[bool, str]]) -> None:
    for number, (_, shown) in enumerate(days, start=1):
        parts = (f"Orders of day {number}", "Stock in the evening", "History of order", "Notices to all customers")
        for part in (*parts, "A month later"):
            assert part in shown


def test_on_eighty_columns_nothing_is_cut_off(days: list[tuple[bool, str]]) -> None:
    assert all("…" not in shown for _, shown in days)
