"""Indicators (R4.2.1): what is measured of each post, one file each, found by themselves.

definition.py   what an indicator is, and what its figure comes to      points.py   how many points a value brings

A file that has an `INDICATOR` is one: to add it, write the file and give it a weight in a scheme. Its evidence is
collected from then on; `make redrive` brings what was told before.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import get_args

from appraisal_rounds.indicators.definition import Indicator
from appraisal_rounds.people.domain import Post
from shop.contract import EventData


def found() -> dict[str, Indicator]:
    """All indicators by name, in the order of their names."""
    modules = (importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__))
    indicators = (module.INDICATOR for module in modules if hasattr(module, "INDICATOR"))
    return {one.name: one for one in sorted(indicators, key=lambda one: one.name)}


def heard(indicators: Mapping[str, Indicator]) -> tuple[type[EventData], ...]:
    """The events that indicators are made of, by name."""
    kinds = {kind for one in indicators.values() for kind in one.rows}
    return tuple(sorted(kinds, key=lambda kind: kind.__name__))


def by_post(indicators: Mapping[str, Indicator]) -> dict[Post, tuple[str, ...]]:
    """The names of the indicators of each post (R4.2.1)."""
    posts: tuple[Post, ...] = get_args(Post)
    return {post: tuple(one.name for one in indicators.values() if one.post == post) for post in posts}


INDICATORS: Mapping[str, Indicator] = found()
BY_POST: Mapping[Post, tuple[str, ...]] = by_post(INDICATORS)
# Amounts: what floor and target are is told in minor units of a currency.
OF_MONEY = frozenset(one.name for one in INDICATORS.values() if one.unit == "minor")
