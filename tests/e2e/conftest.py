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
# What it looks through is what all the others left behind.
LAST = "test_personal_data.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path == HERE / LAST)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    given = os.environ.get("E2E_STATE")
    state = Path(given or tmp_path_factory.mktemp("e2e")).resolve()
    with local_cloud(state) as stack, opened(stack, state) as shop:
        yield shop
