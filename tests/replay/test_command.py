"""The replay as a command: its last line, its exit code, its file of rejects."""

import csv
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.stack import Stack
from infra.replay.__main__ import main
from infra.replay.people import People
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
    monkeypatch.setattr(Stack, "load", lambda path: None)
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
    assert "make run" in capsys.readouterr().err


def test_nobody_at_work_is_no_crew(command: Command) -> None:
    with pytest.raises(SystemExit):
        command("--workers", "0")
