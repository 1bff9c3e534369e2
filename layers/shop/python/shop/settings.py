"""Settings from the environment, checked when a function starts, not when it is used."""

import os


class SettingMissing(RuntimeError):
    """A function was deployed without a setting that it needs."""


def required(name: str) -> str:
    """The setting called `name`. Raises SettingMissing when absent or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise SettingMissing(f"the environment lacks {name}")
    return value


def listed(name: str) -> frozenset[str]:
    """A setting that is a comma-separated list."""
    return frozenset(part.strip() for part in required(name).split(",") if part.strip())
