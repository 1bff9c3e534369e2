"""The schemas of several rooms in one document: told apart where names clash, left out where no route needs them."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any


def references(part: Any) -> Iterator[str]:
    """The names of the schemas that a part of a document speaks of."""
    for reference in re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(part)):
        yield str(reference)


def apart(parts: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The documents with schemas that share a name but not their meaning called after their rooms."""
    meanings: dict[str, list[Any]] = {}
    for part in parts.values():
        for name, schema in part["components"]["schemas"].items():
            meanings.setdefault(name, []).append(schema)
    clashing = {name for name, found in meanings.items() if any(schema != found[0] for schema in found)}
    # What refers to a clashing name means something else in each room too.
    while more := {
        name
        for name, found in meanings.items()
        if name not in clashing and len(found) > 1 and clashing & set(references(found))
    }:
        clashing |= more
    return {room: _renamed(part, room, clashing) for room, part in parts.items()}


def _renamed(part: dict[str, Any], room: str, names: set[str]) -> dict[str, Any]:
    prefix = room.title().replace("_", "")
    text = re.sub(
        r'"#/components/schemas/([^"]+)"',
        lambda found: f'"#/components/schemas/{prefix if found[1] in names else ""}{found[1]}"',
        json.dumps(part),
    )
    changed: dict[str, Any] = json.loads(text)
    schemas = changed["components"]["schemas"]
    changed["components"]["schemas"] = {(prefix if name in names else "") + name: schemas[name] for name in schemas}
    return changed


def reachable(paths: Any, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Only the schemas that some route speaks of, by name."""
    wanted = set(references(paths))
    while more := set(references([schemas[name] for name in wanted])) - wanted:
        wanted |= more
    return {name: schemas[name] for name in sorted(wanted)}
