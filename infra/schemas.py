"""Writes events/schemas: the contract of every event type, one JSON Schema each.

python -m infra.schemas           write them
python -m infra.schemas --check   fail when they are not what the code says
"""

import json
import sys
from pathlib import Path
from typing import Any

from shop.contract import EventData
from shop.contract.catalogue import all_types

SCHEMAS = Path(__file__).parents[1] / "events" / "schemas"


def schema_of(name: str, kind: type[EventData]) -> dict[str, Any]:
    """The schema of an event as it stands on the bus: the envelope with this type's data."""
    data = kind.model_json_schema()
    parts = data.pop("$defs", {})
    text = {"type": "string"}
    time = {"type": "string", "format": "date-time"}
    envelope: dict[str, Any] = {
        "id": text | {"description": "ULID; the same at every delivery"},
        "type": {"const": name},
        "at": time | {"description": "The shop's time, UTC"},
        "actor": text | {"description": "A user's sub, storefront:<client>, carrier:<code> or system:<job>"},
        "role": text,
        "entity": text | {"description": "The partition of what changed"},
        "version": {"type": "integer", "minimum": 1, "description": "The version that the change made"},
        "due": time,
        "data": {name: value for name, value in data.items() if name not in ("title", "description")},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": (kind.__doc__ or "").strip(),
        "type": "object",
        "required": [member for member in envelope if member != "due"],
        "properties": envelope,
        "additionalProperties": False,
        **({"$defs": parts} if parts else {}),
    }


def files() -> dict[str, str]:
    """What the folder is to hold: text by file name."""
    return {
        f"{name}.json": json.dumps(schema_of(name, kind), indent=2, ensure_ascii=False) + "\n"
        for name, kind in all_types().items()
    }


def stale(folder: Path = SCHEMAS) -> list[str]:
    """The names of files that are missing, outdated or no longer wanted."""
    wanted = files()
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    return sorted(name for name in wanted | found if wanted.get(name) != found.get(name))


def main(arguments: list[str]) -> int:
    """Write or check; returns 0, or 1 when a check fails."""
    if "--check" in arguments:
        outdated = stale()
        if outdated:
            print(f"Outdated: {', '.join(outdated)}. Run: python -m infra.schemas", file=sys.stderr)
        return 1 if outdated else 0
    SCHEMAS.mkdir(parents=True, exist_ok=True)
    for name in stale():
        (SCHEMAS / name).unlink(missing_ok=True)
    for name, text in files().items():
        (SCHEMAS / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
