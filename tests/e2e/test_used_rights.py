"""A function has the rights that it uses, and no others: what the whole run saw it do is its declared list.

Runs after all others of this folder, and only when all of them ran.
"""

from fnmatch import fnmatchcase

import pytest

from tests.e2e import calls, roles
from tests.e2e.shop import Shop
from tests.rights import GRANTS, UNSEEN

pytestmark = pytest.mark.local_cloud


@pytest.mark.parametrize("function", GRANTS)
def test_a_function_used_every_right_that_it_has(whole_run: None, shop: Shop, function: str) -> None:
    used = roles.flat(calls.of_function(shop, function))
    assert {right for right in roles.flat(GRANTS[function]) - used if not unseen(function, *right)} == set()
    assert used - roles.granted(shop, function) == set()


def unseen(function: str, where: str, action: str) -> bool:
    """Whether a right need not show."""
    return any(
        fnmatchcase(function, whose) and fnmatchcase(where, thing) and action in actions
        for whose, thing, actions, _ in UNSEEN
    )
