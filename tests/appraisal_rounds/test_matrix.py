"""Who sees and does what with a sheet: every relation in every state; and no way leaks a peer or a sealed word.

The tables here are written by hand: the code has to say the same.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from appraisal_rounds.sheets import tables
from appraisal_rounds.sheets.tables import Relation
from shop.contract.appraisal_rounds import OfSheet
from shop.contract.catalogue import all_types
from shop.events.recording import EVENT_PREFIX
from tests.appraisal_rounds.department import (
    CHEN,
    FEEDBACK,
    HR_2,
    LIN,
    NOVEMBER,
    QIU,
    ROUND,
    SELF,
    STRANGER,
    ZHAO,
    Department,
    judged,
)
from tests.people import DIRECTOR, HR, Person
from tests.rights import ROWS

# Columns are phases: sealed, opened, composite, fed_back, confirmed, objected, decided, unanswered, archived.
SEEN = """
self_review      self       xxxxxxxxx
self_review      superior   -xxxxxxxx
self_review      signer     --xxxxxxx
self_review      hr         --xxxxxxx
self_review      director   -----xx--
self_review      appointed  -----xx--
superior_review  self       -xxxxxxxx
superior_review  superior   xxxxxxxxx
superior_review  signer     --xxxxxxx
superior_review  hr         --xxxxxxx
superior_review  director   -----xx--
superior_review  appointed  -----xx--
peers            self       ---xxxxxx
peers            superior   ---xxxxxx
peers            signer     --xxxxxxx
peers            hr         ---xxxxxx
peers            director   --xxxxxxx
peers            appointed  -----xx--
figures          self       xxxxxxxxx
figures          superior   xxxxxxxxx
figures          signer     xxxxxxxxx
figures          hr         xxxxxxxxx
figures          director   xxxxxxxxx
figures          appointed  -----xx--
composite        self       ---xxxxxx
composite        superior   ---xxxxxx
composite        signer     --xxxxxxx
composite        hr         ---xxxxxx
composite        director   --xxxxxxx
composite        appointed  -----xx--
feedback         self       ---xxxxxx
feedback         superior   ---xxxxxx
feedback         signer     ---xxxxxx
feedback         hr         ---xxxxxx
feedback         director   ---xxxxxx
feedback         appointed  -----xx--
answer           self       ---xxxxxx
answer           signer     ---xxxxxx
answer           hr         ---xxxxxx
answer           director   ---xxxxxx
answer           appointed  -----xx--
decision         self       ---xx--xx
decision         signer     ---xx-xxx
decision         hr         ---xxxxxx
decision         director   ---xxxxxx
decision         appointed  -----xx--
"""
# Who does what, of those in the role. In which states: the first letters of reviewing, composite, fed_back, confirmed,
# objected, decided, unanswered, archived.
DONE = """
self-review      self paper                   r-------
superior-review  superior                     r-------
peer-review      peer                         r-------
peers            signer                       r-------
composite        signer                       -c------
feedback         signer                       -c---d--
confirm          self paper                   --f---u-
object           self paper                   --f-----
appoint          hr                           ----o---
decide           hr director appointed        ----o---
archive          hr                           ---c--u-
archive/correct  hr                           -------a
"""
BODIES: dict[str, dict[str, Any]] = {
    "self-review": SELF,
    "superior-review": {"scores": judged(50), "opinion": "O"},
    "peer-review": {"communication": 50, "team_spirit": 50},
    "peers": {"reviewers": []},
    "composite": {},
    "feedback": FEEDBACK,
    "confirm": {},
    "object": {"reason": "R"},
    "appoint": {"user": "sub-of-somebody"},
    "decide": {"outcome": "dismissed", "reason": "R"},
    "archive": {},
    "archive/correct": {"reason": "R"},
}
# What somebody is to Lin's sheet.
PEOPLE: dict[Person, set[str]] = {
    LIN: {"self"},
    ZHAO: {"superior", "signer"},
    CHEN: {"peer"},
    QIU: {"peer"},
    HR: {"hr"},
    DIRECTOR: {"director"},
    STRANGER: set(),
}
STATES = tables.STATES


def rows(table: str) -> Iterator[tuple[str, list[str], str]]:
    for line in table.strip().splitlines():
        first, *middle, marks = line.split()
        yield first, middle, marks


def test_the_code_shows_each_part_to_whom_the_table_here_does() -> None:
    by_hand = {
        (part, who[0]): {p for p, mark in zip(tables.PHASES, marks, strict=True) if mark == "x"}
        for part, who, marks in rows(SEEN)
    }
    in_code = {
        (part, str(relation)): set(phases)
        for part, row in tables.SIGHT.items()
        for relation, phases in row.items()
        if part != tables.PART_STATUS
    }
    assert in_code == by_hand
    assert {part for part, _ in by_hand} | {tables.PART_STATUS} == set(tables.SIGHT)
    assert Relation.PEER not in {relation for row in tables.SIGHT.values() for relation in row}


@pytest.mark.parametrize("state", STATES)
def test_everybody_sees_of_a_sheet_what_is_theirs_to_see_in_every_state(department: Department, state: str) -> None:
    department.open()
    department.bring("lin", state)
    if state == "reviewing":
        department.done(LIN, "lin", "self-review", **SELF)
    phase = "sealed" if state == "reviewing" else state
    column = tables.PHASES.index(phase)
    for person, relations in PEOPLE.items():
        answer = department.get(person, "lin")
        if relations <= {"peer"}:
            assert answer.refusal == (404, "not_found"), person.claims["sub"]
            continue
        seen = {part for part, (who,), marks in rows(SEEN) if who in relations and marks[column] == "x"}
        shown = {part for part in {part for part, _, _ in rows(SEEN)} if answer.body[part] is not None}
        assert shown <= seen, (person.claims["sub"], shown - seen)
        there = {"self_review", "figures"} | ({"superior_review"} if state != "reviewing" else set())
        there |= {"peers"} if state != "reviewing" else set()
        there |= {"composite", "feedback"} if state not in ("reviewing", "composite") else set()
        assert seen & there <= shown, (person.claims["sub"], seen & there - shown)


@pytest.mark.parametrize("state", STATES)
def test_every_step_is_taken_by_whom_and_when_the_table_says_and_otherwise_changes_nothing(
    department: Department, state: str
) -> None:
    department.open()
    department.bring("lin", state)
    letter = STATES.index(state)
    before = department.house.items("appraisal_rounds")
    for step, who, marks in rows(DONE):
        for person, relations in PEOPLE.items():
            if relations & set(who) and marks[letter] != "-":
                continue
            answer = department.post(person, "lin", step, **BODIES[step])
            assert answer.status in (403, 404, 409), (step, person.claims["sub"], answer)
            assert answer.code != "version_conflict"
            if relations <= {"peer"} and step != "peer-review":
                assert answer.status in (403, 404)
    assert department.house.items("appraisal_rounds") == before


def test_no_way_leaks_a_peer_or_a_sealed_word(department: Department) -> None:
    """All that anybody can read of the round, and all that is told on the bus, while everything is given and sealed."""
    department.open()
    for name in department.peers_of("lin"):
        department.done(department.persons[name], "lin", "peer-review", communication=41, team_spirit=43)
    department.done(LIN, "lin", "self-review", **SELF)
    lin = department.sheet_id("lin")
    for person in (*PEOPLE, HR_2):
        texts = list(everything(department, person, lin))
        told = json.dumps(texts)
        if person is not LIN:
            assert "SELF-" not in told, person.claims["sub"]
        own = json.dumps([text for path, text in texts if path.endswith("peer-review")])
        rest = json.dumps([text for path, text in texts if not path.endswith("peer-review")])
        assert '"communication": 41' not in rest
        assert ('"communication": 41' in own) == ("peer" in PEOPLE.get(person, set()))
    department.tick("2026-12-05 18:05")
    events = [one for one in department.house.items("appraisal_rounds") if one["sk"].startswith(EVENT_PREFIX)]
    of_sheet = [json.dumps({**one}) for one in events if one["pk"] == f"SHEET#{lin}"]
    assert of_sheet
    for name in ("chen", "mei", "wang", "qiu"):
        assert not any(department.ids[name] in text or f"sub-of-{name}" in text for text in of_sheet)
    everything_told = " ".join(str(one["data"]) for one in events)
    for word in ("SELF-", "OPINION-", "TALK-", r"\b41\b", r"\b43\b"):  # ids may have these figures within
        assert not re.search(word, everything_told), word


def everything(department: Department, person: Person, sheet_id: str) -> Iterator[tuple[str, Any]]:
    """What somebody is answered at every address of sheets and rounds, refusals too."""
    ids = {"round_id": NOVEMBER, "sheet_id": sheet_id}
    for row in ROWS:
        if row.room == "appraisal_rounds" and row.method == "GET" and ("rounds/{" in row.path or "sheets" in row.path):
            named = {name: value for name, value in ids.items() if f"{{{name}}}" in row.path}
            query = {"post": "operations-specialist"} if row.path.endswith("calibration") else None
            answer = department.house.call(f"GET {row.path}", as_=person, path=named, query=query)
            yield row.path, answer.body


def test_events_of_sheets_have_no_field_for_scores_grades_or_texts() -> None:
    fields = {name for kind in all_types().values() if issubclass(kind, OfSheet) for name in kind.model_fields}
    assert not fields & {"score", "grade", "reason", "opinion", "scores", "outcome", "total", "name"}


def test_a_round_is_read_by_staff_and_its_sheets_by_those_who_run_it(department: Department) -> None:
    department.open()
    assert department.house.call(f"GET {ROUND}/sheets", as_=LIN, round_id=NOVEMBER).status == 403
    rows_ = department.house.call(f"GET {ROUND}/sheets", as_=HR, round_id=NOVEMBER).body["items"]
    assert len(rows_) == 6
    assert "score" not in json.dumps(rows_).replace("superior", "")
