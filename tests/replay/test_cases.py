"""Small files that went wrong once, replayed as a command on a toy of the shop; and any bytes at all."""

import csv
import gzip
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.replay import command
from infra.replay.__main__ import main
from infra.replay.people import People
from tests.replay.test_files import CASES, HEADING
from tests.replay.toy_shop import ToyShop

Figures = dict[str, int]
Replay = Callable[[Path], tuple[int, Figures, str]]


@pytest.fixture
def shop() -> ToyShop:
    return ToyShop()


@pytest.fixture
def replay(
    shop: ToyShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Replay:
    """Replays a file and hands out the exit code, the last line, and what was said to the person."""
    monkeypatch.setattr(command, "_running", lambda file: None)
    monkeypatch.setattr(People, "of", lambda stack, crew: shop.people(crew.pause))

    def run(file: Path) -> tuple[int, Figures, str]:
        code = main([str(file), "--stack", str(tmp_path / "stack.json")])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else {}, said.err

    return run


def rejects(folder: Path) -> list[tuple[str, str]]:
    with (folder / "rejects.csv").open(newline="") as file:
        return [(row["Line"], row["reason"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("case", "placed", "rejected"),
    [
        ("csv-newline-description.csv", {"B1001", "B1002"}, []),
        ("csv-fullwidth-code.csv", {"F1001", "F1003"}, [("3", "stock code not in ASCII")]),
        ("csv-blank-row.csv", {"Q1001"}, [("4", "not goods")]),
    ],
)
def test_a_row_that_cannot_be_sold_is_rejected_by_its_line_and_the_rest_is_placed(
    replay: Replay, shop: ToyShop, tmp_path: Path, case: str, placed: set[str], rejected: list[tuple[str, str]]
) -> None:
    code, figures, _ = replay(CASES / case)
    assert (code, figures["placed"]) == (0, len(placed))
    assert set(shop.orders) == placed
    assert rejects(tmp_path) == rejected


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("csv-decimal-comma.csv", "Line 2 has 9 cells"),
        ("csv-us-dates.csv", "Line 2: whether '12/1/2010 8:26' begins with the month or the day"),
        ("csv-damaged.csv.gz", "is a damaged archive"),
    ],
)
def test_a_file_that_would_be_placed_wrongly_is_refused_with_a_sentence(
    replay: Replay, shop: ToyShop, case: str, says: str
) -> None:
    code, figures, said = replay(CASES / case)
    assert (code, figures) == (2, {})
    assert says in said
    assert not shop.products


def test_a_changed_invoice_is_reported_as_the_shop_holds_it_and_no_stock_comes_in_twice(
    replay: Replay, shop: ToyShop, tmp_path: Path
) -> None:
    replay(CASES / "csv-edit-before.csv")
    code, figures, said = replay(CASES / "csv-edit-after.csv")
    assert code == 0
    assert (figures["already_placed"], figures["changed"], figures["lines_rejected"]) == (1, 1, 0)
    assert (figures["lines_placed"], figures["units_placed"], figures["amount_minor"]) == (1, 6, 1530)
    difference = "11801: 6 in the shop, 60 in the file, +13770 pence"
    assert f"J1001 changed after it was placed: {difference}" in said
    assert rejects(tmp_path) == [("2", f"changed after it was placed: {difference}")]
    assert (shop.available, shop.reserved) == ({"11801": 0}, {"11801": 6})


def test_an_invoice_of_which_the_price_alone_changed_is_reported_too(replay: Replay, tmp_path: Path) -> None:
    replay(CASES / "csv-edit-before.csv")
    text = (CASES / "csv-edit-before.csv").read_text()
    (tmp_path / "cheaper.csv").write_text(text.replace("2.55", "2.50"))
    code, figures, _ = replay(tmp_path / "cheaper.csv")
    assert (code, figures["already_placed"], figures["changed"], figures["amount_minor"]) == (0, 1, 1, 1530)
    difference = "11801: 6 in the shop, 6 in the file, -30 pence"
    assert rejects(tmp_path) == [("2", f"changed after it was placed: {difference}")]


def test_what_a_changed_invoice_paid_is_compared_less_its_discount(replay: Replay, tmp_path: Path) -> None:
    month = (CASES / "csv-edit-before.csv").read_text() + "J1002,11801,HEART,4,2010-12-01T09:00,2.00,,UK\n"
    for name, text in (("before.csv", month), ("after.csv", month.replace("HEART,4", "HEART,5"))):
        (tmp_path / name).write_text(text)
    replay(tmp_path / "before.csv")
    replay(tmp_path / "after.csv")
    difference = "11801: 4 in the shop, 5 in the file, +200 pence"
    assert rejects(tmp_path) == [("3", f"changed after it was placed: {difference}")]


def test_an_invoice_added_to_a_month_brings_in_its_own_goods_and_no_others(
    replay: Replay, shop: ToyShop, tmp_path: Path
) -> None:
    replay(CASES / "csv-edit-before.csv")
    text = (CASES / "csv-edit-before.csv").read_text()
    (tmp_path / "more.csv").write_text(text + "J1000,11801,HEART,4,2010-12-01T08:00,2.55,,UK\n")
    code, figures, _ = replay(tmp_path / "more.csv")
    assert (code, figures["placed"], figures["already_placed"]) == (0, 1, 1)
    assert (shop.available, shop.reserved) == ({"11801": 0}, {"11801": 10})


def test_goods_that_others_bought_are_brought_in_again(replay: Replay, shop: ToyShop, tmp_path: Path) -> None:
    replay(CASES / "csv-edit-before.csv")
    shop.available["11801"] = 1
    text = "J1000,11801,HEART,4,2010-12-01T08:00,2.55,,UK\n"
    (tmp_path / "more.csv").write_text(HEADING + text)
    code, figures, _ = replay(tmp_path / "more.csv")
    assert (code, figures["placed"]) == (0, 1)
    assert [body["lines"][0]["quantity"] for body in shop.documents.values()] == [6, 3]
    assert shop.available == {"11801": 0}


def test_a_changed_invoice_brings_in_nothing_of_what_its_neighbours_on_the_shelf_had(
    replay: Replay, shop: ToyShop, tmp_path: Path
) -> None:
    month = (CASES / "csv-edit-before.csv").read_text() + "J1002,11802,BELL,4,2010-12-01T08:00,2.55,,UK\n"
    for name, text in (("before.csv", month), ("after.csv", month.replace("HEART,6", "HEART,60"))):
        (tmp_path / name).write_text(text)
    replay(tmp_path / "before.csv")
    code, figures, _ = replay(tmp_path / "after.csv")
    assert (code, figures["already_placed"], figures["changed"]) == (0, 2, 1)
    assert len(shop.documents) == 1


def test_a_code_that_another_product_has_costs_its_own_invoices_and_no_others(
    replay: Replay, shop: ToyShop, tmp_path: Path
) -> None:
    shop.owners["11801"], shop.products["OTHER"] = "OTHER", {"state": "delisted", "skus": [], "product_id": "OTHER"}
    text = (CASES / "csv-edit-before.csv").read_text() + "J1002,11802,BELL,4,2010-12-01T08:00,2.55,,UK\n"
    (tmp_path / "month.csv").write_text(text)
    code, figures, _ = replay(tmp_path / "month.csv")
    assert (code, figures["placed"], figures["rejected"]) == (1, 1, 1)
    assert rejects(tmp_path) == [("2", "11801 is not on the page")]


CELLS = st.sampled_from(
    [
        "1001",
        "C1",
        "",
        "85123A",
        "１２４０２",
        "POST",
        "HEART",
        "A\nB",
        '"',
        "=1",
        "6",
        "-3",
        "0",
        "9" * 9,
        "9" * 13,
        "1e9",
        "NaN",
        "2.55",
        "2,55",
        "0.001",
        "2010-12-01T08:26",
        "12/1/2010 8:26",
        "13/12/2010 8:26",
        "UK",
        "\x00",
        "\u202e",
    ]
) | st.text(max_size=5)
RIGHT = st.tuples(
    st.sampled_from(["1001", "1002", "C1"]) | CELLS,
    st.sampled_from(["85123A", "71053", "DCGS0076"]),
    CELLS,
    st.integers(-2, 10**9 - 1).map(str),
    st.dates().map(lambda day: f"{day:%Y-%m-%d}T08:26".zfill(16)) | st.just("2010-12-01T08:26"),
    st.decimals(-1, 10**11, places=3, allow_nan=False).map(lambda price: format(price, "f")) | st.just("2.55"),
    CELLS,
    CELLS,
)


def quoted(cells: tuple[str, ...] | list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


TABLES = st.lists(st.lists(CELLS, max_size=9) | RIGHT, max_size=6).map(
    lambda rows: (HEADING + "\n".join(map(quoted, rows))).encode(errors="replace")
)
RIGHT_TABLES = st.lists(RIGHT, min_size=1, max_size=6).map(
    lambda rows: (HEADING + "\n".join(map(quoted, rows))).encode(errors="replace")
)
BYTES = st.binary(max_size=200)


@given(
    TABLES | RIGHT_TABLES | BYTES | BYTES.map(lambda tail: HEADING.encode() + tail) | TABLES.map(gzip.compress),
    st.data(),
)
@settings(max_examples=100)
def test_whatever_the_file_the_replay_ends_in_order_or_refuses_it_with_a_sentence(
    content: bytes, data: st.DataObject
) -> None:
    if content.startswith(b"\x1f\x8b"):  # an archive with a damaged byte
        place = data.draw(st.integers(2, len(content) - 1))
        content = content[:place] + bytes([data.draw(st.integers(0, 255))]) + content[place + 1 :]
    shop = ToyShop()
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(command, "_running", lambda file: None)
        patch.setattr(People, "of", lambda stack, crew: shop.people(crew.pause))
        file = Path(folder) / "month.csv"
        file.write_bytes(content)
        assert main([str(file), "--stack", folder, "--workers", "1"]) in (0, 2)
