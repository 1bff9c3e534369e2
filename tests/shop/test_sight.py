"""Clearing an answer of what is not for the reader's role: nothing else is touched."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.roles import Role
from shop.web import sight

ROLES = [*Role, sight.STOREFRONT, "machine", "nobody-yet"]
GUARDED = sorted({name for row in sight.TABLE for name in row.fields})
FIELDS = st.sampled_from([*GUARDED, "sku", "state", "总价", "price_minor_note", 'a"total_minor"'])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(GUARDED),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(FIELDS, parts, max_size=4),
    max_leaves=20,
)


def names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for part in value.values() for name in names(part)}
    return {name for part in value for name in names(part)} if isinstance(value, list) else set()


def without(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: without(part, hidden) for name, part in value.items() if name not in hidden}
    return [without(part, hidden) for part in value] if isinstance(value, list) else value


@given(VALUES, st.sampled_from(ROLES))
def test_an_answer_has_no_hidden_field_at_any_depth_and_all_else_as_it_was(value: Any, role: str) -> None:
    hidden = {name for row in sight.TABLE for name in row.fields if role not in row.roles}
    for text in (json.dumps(value, ensure_ascii=False), json.dumps(value, separators=(",", ":"))):
        cleared = json.loads(sight.cleared(text, role))
        assert not names(cleared) & hidden
        assert cleared == without(value, hidden)


@pytest.mark.parametrize("role", ["machine", "hr", "a-role-of-tomorrow"])
def test_a_role_of_which_the_table_says_nothing_is_shown_no_guarded_field(role: str) -> None:
    assert sight.hidden_from(role) == set(GUARDED)


def test_an_answer_with_nothing_to_hide_is_handed_on_as_it_is() -> None:
    text = '{ "sku" : "MUG" , "text": "\\"total_minor\\"" }'
    assert sight.cleared(text, "warehouse") is text
