"""One shop, deployed once to a local cloud of its own, for all tests of this folder.

`E2E_STATE=.local` takes the cloud that `make run` keeps running over that folder instead.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.cloud import local_cloud
from tests.e2e.shop import Shop, opened

HERE = Path(__file__).parent
# What they look through is what all the others left behind.
LAST = ("test_personal_data.py", "test_used_rights.py")

_left_out: list[pytest.Item] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: LAST.index(item.path.name) if item.path.parent == HERE and item.path.name in LAST else -1
    )


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
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    given = os.environ.get("E2E_STATE")
    state = Path(given or tmp_path_factory.mktemp("e2e")).resolve()
    with local_cloud(state) as stack, opened(stack, state) as shop:
        yield shop
