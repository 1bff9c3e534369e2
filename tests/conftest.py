"""What all tests share: the environment of a function, and an empty shop on moto."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.stores import ENVIRONMENT

# No test fails for a slow moment of the machine.
settings.register_profile("shop", deadline=None)
settings.load_profile("shop")

os.environ.update(ENVIRONMENT)
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
    os.environ.pop(name, None)

from tests import harness  # noqa: E402  (the environment comes first)

E2E = Path(__file__).with_name("e2e")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--dist loadgroup` one process runs a file, so that what a file shares is made once, or all of tests/e2e.

    Of tests/e2e each deployment has a process.
    """
    if hasattr(config, "workerinput"):
        for item in items:
            item.add_marker(pytest.mark.xdist_group(_group(item)))


def _group(item: pytest.Item) -> str:
    if not item.path.is_relative_to(E2E):
        return str(item.path)
    called = getattr(item, "callspec", None)
    return " ".join([str(E2E), *([called.params["shop"]] if called and "shop" in called.params else [])])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A process that tests without the local cloud gives way to the one with it, which all wait for at the end."""
    if hasattr(item.config, "workerinput") and item.get_closest_marker("local_cloud") is None:
        os.nice(max(0, 10 - os.nice(0)))


@pytest.fixture
def house() -> Iterator[harness.House]:
    """An empty shop on moto whose clock the test holds."""
    with harness.on_moto() as house:
        yield house
