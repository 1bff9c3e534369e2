"""The replay as a command: its last line, its exit code, its file of rejects."""

import csv
import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from infra.replay import command as command_line
from infra.replay import outcome, verify
from infra.replay.__main__ import main
from infra.replay.people import People
from tests.infra.test_stack_file import STACK
from tests.replay.toy_shop import Refusal, ToyShop

HEADING = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
MONTH = (
    HEADING
    + "1001,85123A,HEART,6,2010-12-01T08:26,2.55,17850,United Kingdom\n"
    + "1001,POST,POSTAGE,1,2010-12-01T08:26,18.00,17850,United Kingdom\n"
    + "1002,85123a,HEART,2,2010-12-01T09:00,2.95,,France\n"
    + "1003,71053,LANTERN,-4,2010-12-01T10:00,0.0,,United Kingdom\n"
    + "C1004,85123A,HEART,-1,2010-12-01T11:00,2.55,17850,United Kingdom\n"
)

Command = Callable[..., int]


@pytest.fixture
def shop() -> ToyShop:
    return ToyShop()


@pytest.fixture
def command(shop: ToyShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setattr(command_line, "_running", lambda file: None)
    monkeypatch.setattr(People, "of", lambda stack, crew: shop.people(crew.pause))
    (tmp_path / "month.csv").write_text(MONTH)
    return lambda *more: main([str(tmp_path / "month.csv"), "--stack", str(tmp_path / "stack.json"), *more])


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    figures: dict[str, int] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return figures


def test_the_last_line_accounts_for_every_invoice_and_line(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command() == 0
    expected = {
        "invoices": 3,
        "placed": 2,
        "already_placed": 0,
        "changed": 0,
        "rejected": 1,
        "cancellations_seen": 1,
        "lines": 4,
        "lines_placed": 2,
        "lines_rejected": 2,
        "units_placed": 8,
        "amount_minor": 2120,
    }
    assert last_line(capsys) == expected
    assert command() == 0
    assert last_line(capsys) == expected | {"placed": 0, "already_placed": 2}


def test_rejected_lines_are_listed_with_their_amount_and_reason(command: Command, tmp_path: Path) -> None:
    command("--rejects", str(tmp_path / "out" / "rejected.csv"))
    with (tmp_path / "out" / "rejected.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["Line"], row["StockCode"], row["amount_minor"], row["reason"]) for row in rows] == [
        ("3", "POST", "1800", "not goods"),
        ("5", "71053", "0", "no positive quantity"),
    ]


def test_told_to_stop_it_says_what_was_done_and_fails(
    command: Command, shop: ToyShop, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop_at_the_first_receipt(request: object) -> None:
        if shop.documents:
            os.kill(os.getpid(), signal.SIGTERM)

    shop.before = stop_at_the_first_receipt
    assert command("--workers", "1") == 128 + signal.SIGTERM
    figures = last_line(capsys)
    assert figures["placed"] < 2
    shop.before = lambda request: None
    assert command() == 0
    assert last_line(capsys)["lines_placed"] == 2


def test_a_refused_order_fails_the_command(command: Command, shop: ToyShop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.before = lambda request: Refusal(409, "out_of_stock") if b'"external_id":"1002"' in request.content else None
    assert command() == 1
    assert last_line(capsys)["rejected"] == 2


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere.csv")]) == 2
    assert "The file of invoices cannot be read" in capsys.readouterr().err


def test_without_a_stack_it_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "month.csv").write_text(MONTH)
    assert main([str(tmp_path / "month.csv"), "--stack", str(tmp_path / "stack.json")]) == 2
    assert "make serve" in capsys.readouterr().err


def test_nobody_at_work_is_no_crew(command: Command) -> None:
    with pytest.raises(SystemExit):
        command("--workers", "0")


def test_a_file_is_looked_at_before_the_shop_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("the shop was started")

    monkeypatch.setattr(command_line, "local_cloud", started)
    (tmp_path / "month.csv").write_text(HEADING)
    assert main([str(tmp_path / "month.csv")]) == 2
    assert verify.main([str(tmp_path / "month.csv")]) == 2
    assert "has no invoices in it" in capsys.readouterr().err


def test_a_shop_that_does_not_answer_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "month.csv").write_text(MONTH)
    replace(STACK, api_url="http://127.0.0.1:9/").save(tmp_path / "stack.json")
    assert main([str(tmp_path / "month.csv"), "--stack", str(tmp_path)]) == 2
    assert "does not answer; start it with: make serve" in capsys.readouterr().err


def test_rejects_that_cannot_be_written_stop_the_replay_before_the_first_order(
    command: Command, shop: ToyShop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("--rejects", "/dev/null/rejects.csv") == 2
    assert "The rejected lines cannot be written" in capsys.readouterr().err
    assert not shop.orders


def test_rejects_hand_no_formula_to_a_spreadsheet(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"]
    rows = [f"{text},{text},{text},-4,2010-12-01T08:26,1,,{text}\n" for text in bad]
    (tmp_path / "month.csv").write_text(HEADING + "".join(rows))
    assert command() == 0
    with (tmp_path / "rejects.csv").open(newline="") as file:
        read = list(csv.DictReader(file))
    for column in ("InvoiceNo", "StockCode", "Description", "Country"):
        assert [row[column] for row in read] == [f"'{text}" for text in bad]
    assert [row["Quantity"] for row in read] == ["-4"] * 4
    assert outcome.as_text("\t=1") == "'\t=1"
    assert outcome.as_text("\r=1") == "'\r=1"
