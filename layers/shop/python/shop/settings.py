"""Settings from the environment: declared where they are used, checked where Lambda starts the function.

    products = Table(database, Setting("LISTING_TABLE"))

An entry point names what its function needs, as the template gives it to the function:

    SETTINGS = (store.TABLE, SKU_TABLE, CURRENCIES)
    start(SETTINGS, store.database.connect)
"""

import gc
import os
from collections.abc import Callable, Iterable
from functools import cached_property


class SettingMissing(RuntimeError):
    """A function was deployed without settings that it needs."""


class Setting:
    """A setting by its name in the environment. Importing asks for none: tools and tests import functions too."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def value(self) -> str:
        """What it says, for as long as the process lives. Raises SettingMissing when it is absent or empty."""
        value = os.environ.get(self.name)
        if not value:
            raise SettingMissing(f"the environment lacks {self.name}")
        return value

    @cached_property
    def values(self) -> frozenset[str]:
        """The same, of a comma-separated list."""
        return frozenset(part.strip() for part in self.value.split(",") if part.strip())


def start(needs: Iterable[Setting], *connect: Callable[[], object]) -> None:
    """Where Lambda starts a function: see that its settings are there, and connect to what it will call.

    Does nothing elsewhere. Raises SettingMissing naming all that are missing.
    """
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
        return
    if missing := sorted(setting.name for setting in needs if not os.environ.get(setting.name)):
        raise SettingMissing(f"the environment lacks {', '.join(missing)}")
    for one in connect:
        one()
    # What is there now stays as long as the process: no later look for garbage goes through it again.
    gc.freeze()
    gc.enable()
