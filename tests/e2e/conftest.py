"""One shop, deployed once to a local cloud of its own, for all tests of this folder; by SAM.

Tests marked `by_chalice` are run once more on the shop that Chalice deploys, in a local cloud of its own.
`E2E_DEPLOY=chalice` runs all tests on that one, and on no other (make test-chalice); `E2E_DEPLOY=sam` on SAM's alone.
`E2E_STATE=.local` takes the cloud that `make run` keeps running over that folder instead, and one deployment alone.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from infra.local.cloud import local_cloud
from infra.local.deploy import By
from tests.e2e.shop import Shop, opened

HERE = Path(__file__).parent
# What they look through is what all the others left behind.
LAST = ("test_personal_data.py", "test_used_rights.py")
EACH: tuple[By, ...] = get_args(By)  # SAM first
ONE = os.environ.get("E2E_DEPLOY")
STATE = os.environ.get("E2E_STATE")

_left_out: list[pytest.Item] = []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Say on which deployments a test is run."""
    if "shop" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("by_chalice") and not STATE
        which = [ONE] if ONE else EACH if both else EACH[:1]
        metafunc.parametrize("shop", which, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item) if item.path.parent == HERE else (-1, -1))


def _place(item: pytest.Item) -> tuple[int, int]:
    """One deployment after the other, and at the end of each what looks through it."""
    called = getattr(item, "callspec", None)
    by = called.params.get("shop", EACH[0]) if called else EACH[0]
    return EACH.index(by), LAST.index(item.path.name) if item.path.name in LAST else -1


def pytest_deselected(items: list[pytest.Item]) -> None:
    _left_out.extend(item for item in items if item.path.parent == HERE)


@pytest.fixture
def whole_run(request: pytest.FixtureRequest) -> None:
    """Skip what can only be said when every test of this folder ran before, and went well."""
    chosen = {item.path for item in request.session.items}
    by_name = any("::" in argument for argument in request.config.args)
    if _left_out or by_name or not chosen >= set(HERE.glob("test_*.py")):
        pytest.skip("not all tests of the deployed shop are run")
    if request.session.testsfailed:
        pytest.skip("tests failed before")


@pytest.fixture(scope="session")
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    state = Path(STATE or tmp_path_factory.mktemp("e2e")).resolve()
    with local_cloud(state, by=request.param) as stack, opened(stack, state) as shop:
        yield shop
