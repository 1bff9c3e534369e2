"""Writes docs/openapi.json.

python -m infra.openapi           write it
python -m infra.openapi --check   fail when it is not what the code says
"""

import sys

from infra.openapi import FILE, text


def main(arguments: list[str]) -> int:
    """Write or check; returns 0, or 1 when a check fails."""
    if "--check" in arguments:
        fresh = FILE.exists() and FILE.read_text("utf-8") == text()
        if not fresh:
            print("docs/openapi.json is outdated. Run: make openapi", file=sys.stderr)
        return 0 if fresh else 1
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
