"""The chain of archived records: one changed byte is found and named (R4.4.6)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal_rounds.archive import store
from appraisal_rounds.archive.domain import BEGINNING, Sealed, canonical, verify
from tests.appraisal_rounds.department import FEEDBACK, Department
from tests.people import HR


def chain(texts: list[str]) -> list[Sealed]:
    """Records one after the other."""
    found: list[Sealed] = []
    for number, text in enumerate(texts):
        previous = found[-1].hash if found else BEGINNING
        found.append(Sealed.after(number, previous, f"2026-11.{number}", 1, {"text": text}))
    return found


@given(st.lists(st.text(max_size=8), max_size=6))
def test_a_chain_as_it_was_written_has_no_fault(texts: list[str]) -> None:
    assert verify(chain(texts)) == []


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6), st.data())
def test_one_changed_byte_of_any_field_is_found_and_the_record_named(texts: list[str], data: st.DataObject) -> None:
    records = chain(texts)
    place = data.draw(st.integers(0, len(records) - 1))
    name = data.draw(st.sampled_from(["sheet_id", "record", "previous", "hash"]))
    text = getattr(records[place], name)
    spot = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda one: one != text[spot]))
    changed = records[place]._replace(**{name: text[:spot] + other + text[spot + 1 :]})
    records[place] = changed
    assert changed.name in {fault.record for fault in verify(records)}


def test_a_record_that_was_taken_out_or_put_elsewhere_is_found() -> None:
    first, second, third = chain(["a", "b", "c"])
    assert {fault.record for fault in verify([first, third])} == {third.name}
    assert {fault.record for fault in verify([second, first, third])} >= {second.name, first.name}


def test_a_chain_whose_end_was_cut_off_is_found() -> None:
    first, second = chain(["a", "b"])
    assert verify([first, second], length=2) == []
    assert [fault.record for fault in verify([first], length=2)] == ["the chain"]


def test_canonical_text_does_not_depend_on_the_order_of_names() -> None:
    assert (
        canonical({"b": "考核", "a": [1, None]})
        == canonical({"a": [1, None], "b": "考核"})
        == '{"a":[1,null],"b":"考核"}'
    )


def test_what_lies_in_the_archive_verifies_and_what_was_changed_there_is_named(department: Department) -> None:
    department.open()
    department.bring("lin", "archived")
    for name in ("chen", "mei"):
        department.done(department.persons["zhao"], name, "feedback", **FEEDBACK)
        department.done(department.persons[name], name, "confirm")
        department.done(HR, name, "archive")
    found = store.chain(1, store.length())
    assert (len(found), verify(found)) == (3, [])
    assert verify(store.chain(2, 3), number=1, previous=found[0].hash) == []
    item = dict(json.loads(found[1].record), standing="unanswered")
    forged = found[1]._replace(record=canonical(item))
    assert [fault.record for fault in verify([found[0], forged, found[2]])] == [forged.name]


def test_of_two_who_archive_at_once_both_are_in_the_chain(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    department.open()
    department.bring("lin", "confirmed")
    department.done(department.persons["zhao"], "chen", "feedback", **FEEDBACK)
    department.done(department.persons["chen"], "chen", "confirm")
    plain, overtaken = store.add, list[str]()

    def overtake(write, sheet_id, version, record):  # type: ignore[no-untyped-def]
        sealed = plain(write, sheet_id, version, record)
        if not overtaken:
            overtaken.append(sheet_id)
            department.done(HR, "chen", "archive")
        return sealed

    monkeypatch.setattr(store, "add", overtake)
    department.done(HR, "lin", "archive")
    assert verify(store.chain(1, 10)) == []
    assert store.length() == 2
