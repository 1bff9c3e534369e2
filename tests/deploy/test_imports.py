"""The contracts of imports are about every room that there is; import-linter itself holds them."""

import tomllib

from infra import house, imports


def test_every_room_is_under_the_contracts_without_being_named_there() -> None:
    text = imports.CONTRACTS.read_text("utf-8")
    assert not any(room.name in text for room in house.rooms())
    filled = imports.filled(tomllib.loads(text)["tool"]["importlinter"], ["attic", "cellar"])
    assert filled["root_packages"] == ["shop", "attic", "cellar"]
    layers, circles = filled["contracts"][:2]
    assert layers["layers"] == ["attic | cellar", "shop"]
    assert circles["ancestors"] == ["shop", "attic", "cellar"]
    assert "    attic | cellar\n    shop\n" in imports.text(filled)
