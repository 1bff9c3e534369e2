"""What a role may do, by the lists of `tests.rights`: each function has its own by SAM, all routes one by Chalice."""

from collections.abc import Mapping

from tests.e2e.shop import Shop
from tests.rights import GRANTS, LEADING_KEYS

# On what, and what is done to it.
Right = tuple[str, str]


def role_of(shop: Shop, function: str) -> str:
    """The address of a function's role."""
    return shop.output(f"{function.removesuffix('Function')}RoleArn")


def granted(shop: Shop, function: str) -> set[Right]:
    """Whatever is granted to anything that has the function's role."""
    return {right for one in _alike(shop, function) for right in flat(GRANTS[one])}


def bound(shop: Shop, function: str) -> set[Right]:
    """What its role grants on some partitions of a table, and to nobody who has it on all of them."""
    everywhere = {right for one in _alike(shop, function) for right in flat(GRANTS[one]) - _bound(one)}
    return {right for one in _alike(shop, function) for right in _bound(one)} - everywhere


def flat(rights: Mapping[str, set[str]]) -> set[Right]:
    """Each right by itself."""
    return {(where, action) for where, actions in rights.items() for action in actions}


def _alike(shop: Shop, function: str) -> list[str]:
    return [one for one in GRANTS if role_of(shop, one) == role_of(shop, function)]


def _bound(function: str) -> set[Right]:
    return {(table, action) for table, actions, _ in LEADING_KEYS.get(function, ()) for action in actions}
