"""Checks what may import what: the contracts of infra/imports.toml, for all rooms that there are.

python -m infra.imports
"""

import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from importlinter.cli import lint_imports

from infra.house import FUNCTIONS

CONTRACTS = Path(__file__).with_suffix(".toml")
ROOMS = "{rooms}"


def filled(contracts: Any, rooms: list[str]) -> Any:
    """The contracts with the rooms' names in their place: as entries of a list, or beside each other in one layer."""
    if isinstance(contracts, dict):
        return {
            name: [" | ".join(rooms) if part == ROOMS else part for part in value]
            if name == "layers"
            else filled(value, rooms)
            for name, value in contracts.items()
        }
    if isinstance(contracts, list):
        return [filled(one, rooms) for part in contracts for one in (rooms if part == ROOMS else [part])]
    return contracts


def text(contracts: dict[str, Any]) -> str:
    """The contracts as import-linter reads them from an INI file."""
    sections = {"importlinter": {name: value for name, value in contracts.items() if name != "contracts"}}
    sections |= {f"importlinter:contract:{n}": contract for n, contract in enumerate(contracts["contracts"])}
    lines = []
    for section, values in sections.items():
        lines.append(f"[{section}]")
        for name, value in values.items():
            told = "".join(f"\n    {one}" for one in value) if isinstance(value, list) else value
            lines.append(f"{name} = {told}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Check all contracts and print what they say; returns 0 when all are kept."""
    rooms = sorted(folder.parent.name for folder in FUNCTIONS.glob("*/__init__.py"))
    contracts = filled(tomllib.loads(CONTRACTS.read_text("utf-8"))["tool"]["importlinter"], rooms)
    with tempfile.NamedTemporaryFile("w", suffix=".ini", encoding="utf-8") as file:
        file.write(text(contracts))
        file.flush()
        return lint_imports(config_filename=file.name)


if __name__ == "__main__":
    sys.exit(main())
