"""The command behind `make chalice-package`."""

import sys
from pathlib import Path

from infra.chalice import project
from infra.local.preflight import CannotStartError
from infra.local.shell import ToolFailedError

FAILED, CANNOT_START = 1, 2


def main(arguments: list[str]) -> int:
    """Run the command; returns 0, 1 (Chalice or the rooms would not) or 2 (it cannot be done here)."""
    if arguments != ["package"]:
        print("usage: python -m infra.chalice package", file=sys.stderr)
        return CANNOT_START
    try:
        template = project.package()
    except (ToolFailedError, ValueError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except (CannotStartError, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    shown = template.parent.relative_to(Path.cwd()) if template.is_relative_to(Path.cwd()) else template.parent
    print(f"The package is in {shown}: {template.name}, and deployment.zip with the code of the routes.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
