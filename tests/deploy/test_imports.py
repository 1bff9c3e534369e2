"""The contracts of imports are about every room that there is; import-linter itself holds them."""

import tomllib
from typing import Any

from tests.deploy.template import ROOT

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
ROOMS = {package.parent.name for package in ROOT.glob("functions/*/__init__.py")}


def contract(name: str) -> Any:
    """The contract whose name begins so."""
    (found,) = [one for one in LINTER["contracts"] if one["name"].startswith(name)]
    return found


def test_import_linter_looks_at_every_room_and_the_ground_floor() -> None:
    assert set(LINTER["root_packages"]) == {*ROOMS, "shop"}


def test_every_room_is_to_know_no_other_and_to_be_known_by_none() -> None:
    rooms, ground_floor = contract("Rooms do not know each other")["layers"]
    assert set(rooms.split(" | ")) == ROOMS
    assert ground_floor == "shop"


def test_every_room_and_the_ground_floor_are_to_be_free_of_circles() -> None:
    assert set(contract("There are no circles")["ancestors"]) == {*ROOMS, "shop"}
