"""HR brings files of employees in, and hears of every line what became of it."""

from typing import Any

import pytest

from tests.appraisal_rounds.staff import EMPLOYEES, Office
from tests.harness import Answer
from tests.people import HR

FILE = """number,name,post,superior,joined
0012,林晓,operations-specialist,0001,2026-03-02
0001,赵敏,operations-manager,,2025-01-06
"""


def brought_in(office: Office, text: str) -> Answer:
    return office.house.call(f"POST {EMPLOYEES}/import", as_=HR, body={"csv": text})


def outcomes(answer: Answer) -> list[tuple[int, str]]:
    assert answer.status == 200, answer
    return [(line["line"], line["outcome"]) for line in answer.body["items"]]


def errors(answer: Answer) -> list[Any]:
    return [error for line in answer.body["items"] for error in line["errors"]]


def test_a_superior_may_stand_below_those_under_them_in_the_file(office: Office) -> None:
    assert outcomes(brought_in(office, FILE)) == [(2, "entered"), (3, "entered")]
    items = office.house.call(f"GET {EMPLOYEES}", as_=HR).body["items"]
    assert [(one["number"], one["superior"]) for one in items] == [("0001", None), ("0012", items[0]["employee_id"])]


@pytest.mark.parametrize("again", [FILE, "\ufeff" + FILE.replace("\n", "\r\n"), FILE + "\n,,,,\n"])
def test_the_same_file_again_changes_nothing_however_it_is_written(office: Office, again: str) -> None:
    brought_in(office, FILE)
    before = office.house.items("appraisal_rounds")
    answer = brought_in(office, again)
    assert (answer.body["unchanged"], answer.body["refused"]) == (2, 0)
    assert office.house.items("appraisal_rounds") == before


def test_a_known_number_is_corrected_and_empty_cells_leave_what_is_there(office: Office) -> None:
    brought_in(office, FILE)
    text = "number,name,post,post_since,left\n0012,林小小,designer,2026-11-16,\n0001,,,,2026-12-31\n"
    assert outcomes(brought_in(office, text)) == [(2, "changed"), (3, "changed")]
    first, second = office.house.call(f"GET {EMPLOYEES}", as_=HR).body["items"]
    assert (first["name"], first["left"], first["version"]) == ("赵敏", "2026-12-31", 2)
    assert (second["name"], second["posts"][-1]["since"], second["version"]) == ("林小小", "2026-11-16", 2)
    assert outcomes(brought_in(office, text)) == [(2, "unchanged"), (3, "unchanged")]


def test_a_line_that_fails_holds_up_no_other(office: Office) -> None:
    text = FILE + "0013,=HYPERLINK(),designer,,2026-03-02\n0014,梅,painter,,2026-03-02\n0001,x,designer,,2026-01-01\n"
    text += "0015,,designer,,\n0016,周,designer,0099,2026-03-02\n0017,one cell too few\n"
    answer = brought_in(office, text)
    assert [outcome for _, outcome in outcomes(answer)] == ["entered"] * 2 + ["refused"] * 6
    assert [(one["field"], one["reason"]) for one in errors(answer)] == [
        ("name", "begins as a formula does"),
        (
            "post",
            "is to be one of 'operations-manager', 'operations-specialist', 'designer' or 'customer-service'",
        ),
        ("number", "stands in line 3 already"),
        ("name", "is missing for somebody new"),
        ("joined", "is missing for somebody new"),
        ("superior", "is no employee's number"),
        ("line", "has 2 cells, and there are 5 columns"),
    ]


def test_two_who_would_be_each_others_superior_are_both_refused(office: Office) -> None:
    text = "number,name,post,superior,joined\n1,a,designer,2,2026-01-05\n2,b,designer,1,2026-01-05\n"
    assert outcomes(brought_in(office, text)) == [(2, "refused"), (3, "refused")]


@pytest.mark.parametrize(
    "text",
    [
        "\n",
        "name\nx\n",
        "number,salary\n1,2\n",
        "number,number\n1,2\n",
        'number,name\n1,"open\n',
        "number\n" + "\n".join(map(str, range(1, 502))),
    ],
)
def test_what_is_no_table_of_employees_is_refused_whole(office: Office, text: str) -> None:
    answer = brought_in(office, text)
    assert (answer.status, answer.fields) == (422, ["csv"])
