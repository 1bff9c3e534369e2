"""Prints who sees what, as a table in Markdown: what `shop.web.sight` says, and every room carries out.

python -m infra.sight
"""

from collections.abc import Iterator

from shop.roles import Role
from shop.web.sight import STOREFRONT, TABLE, Scope, Sight


def lines() -> Iterator[str]:
    """The table, line by line; who has no column sees nothing of it."""
    seers = [role for role in (*Role, STOREFRONT) if any(role in sight.roles for sight in TABLE)]
    yield f"| | {' | '.join(seers)} |"
    yield "|---" * (len(seers) + 1) + "|"
    for sight in TABLE:
        scopes = map(sight.scope, seers)
        yield f"| {_named(sight)} | {' | '.join('–' if scope is Scope.NONE else scope for scope in scopes)} |"


def _named(sight: Sight) -> str:
    fields = ", ".join(f"`{name}`" for name in sorted(sight.fields))
    return f"{sight.what} ({fields})" if fields else sight.what


if __name__ == "__main__":
    print("\n".join(lines()))
