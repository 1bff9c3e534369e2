"""Every step of stocktakes, their lines, receipts and blocks from every state, by everybody (R3.1.3).

What is not allowed answers 403 or 409 with a code and changes nothing. The tables here are written by hand; the code
has its own (`stock_control.domain`, `stock_control.stocktakes.tables`).
"""

from collections.abc import Callable
from typing import Any

import pytest

from shop.roles import Role
from stock_control import receiving
from tests.harness import Answer, House
from tests.people import BY_ROLE, MANAGER, SPECIALIST, WAREHOUSE_SH, Person
from tests.rights import ROWS
from tests.stock_control.goods import delivery, level, line
from tests.stock_control.stocktaking import STOCKTAKE, THIRD, Stocktake, opened, receive

NOT_ALLOWED = "transition_not_allowed"


def everything(shop: House) -> Any:
    return shop.items("stock_control"), shop.items("sku")


def called(value: Any) -> str:
    return str(getattr(value, "__name__", value))


def roles_of(route: str) -> frozenset[Role]:
    """Who may take a step, as it is written by hand."""
    return next(row.roles for row in ROWS if str(row) == route)


def steps_under(root: str) -> set[str]:
    return {str(row).removeprefix(f"POST {root}") for row in ROWS if str(row).startswith(f"POST {root}/")}


# -- stocktakes and their lines ------------------------------------------------------------------

LINE = "/lines/{sku}"
# Each step: by whom it is tried, and what is said beside the version.
STEPS: dict[str, tuple[Person, dict[str, Any]]] = {
    "/counts": (THIRD, {"sku": "MUG", "units": 9}),
    f"{LINE}/assign": (SPECIALIST, {"investigator": "sub-of-lin", "due": "2026-12-24T10:00:00Z"}),
    f"{LINE}/explain": (SPECIALIST, {"cause": "missing"}),
    f"{LINE}/send-back": (SPECIALIST, {}),
    f"{LINE}/adjust": (MANAGER, {}),
    "/review": (SPECIALIST, {}),
    "/close": (SPECIALIST, {}),
    "/cancel": (MANAGER, {"reason": "No."}),
}
TO_EXPLAIN = {f"{LINE}/assign": "to_explain", f"{LINE}/explain": "explained", f"{LINE}/send-back": "to_recount"}
EXPLAINED = {f"{LINE}/explain": "explained", f"{LINE}/send-back": "to_recount", f"{LINE}/adjust": "settled"}
CANCEL = {"/cancel": "cancelled"}


def not_begun(stocktake: Stocktake) -> None:
    pass


def counted_once(stocktake: Stocktake) -> None:
    stocktake.count(9)


def differs(stocktake: Stocktake) -> None:
    stocktake.differ(9)


def explained(stocktake: Stocktake) -> None:
    stocktake.explained(9)


def right(stocktake: Stocktake) -> None:
    stocktake.count(10)


def all_counted(stocktake: Stocktake) -> None:
    differs(stocktake)
    stocktake.count(10, sku="TEA")


def all_explained(stocktake: Stocktake) -> None:
    explained(stocktake)
    stocktake.count(10, sku="TEA")


def reviewed(stocktake: Stocktake) -> None:
    all_explained(stocktake)
    stocktake.move("review")


def adjusted(stocktake: Stocktake) -> None:
    reviewed(stocktake)
    stocktake.step("adjust", MANAGER)


def closed(stocktake: Stocktake) -> None:
    adjusted(stocktake)
    stocktake.move("close")


def cancelled(stocktake: Stocktake) -> None:
    differs(stocktake)
    stocktake.move("cancel", MANAGER, reason="No.")


# How it got there, how the stocktake and its line of mugs stand then, and what leads where from there.
STATES: dict[Callable[[Stocktake], None], tuple[str, str, dict[str, str]]] = {
    not_begun: ("open", "to_count", {"/counts": "to_recount"} | CANCEL),
    counted_once: ("counting", "to_recount", {"/counts": "to_explain"} | CANCEL),
    differs: ("counting", "to_explain", TO_EXPLAIN | CANCEL),
    explained: ("counting", "explained", EXPLAINED | CANCEL),
    right: ("counting", "settled", CANCEL),
    all_counted: ("investigating", "to_explain", TO_EXPLAIN | CANCEL),
    all_explained: ("investigating", "explained", EXPLAINED | {"/review": "reviewed"} | CANCEL),
    reviewed: ("reviewed", "explained", {f"{LINE}/adjust": "settled"}),
    adjusted: ("reviewed", "settled", {"/close": "closed"}),
    closed: ("closed", "settled", {}),
    cancelled: ("cancelled", "to_explain", {}),
}
# Refused by how far the lines are, not by the state of the whole.
OTHER_CODES: dict[tuple[Callable[[Stocktake], None], str], str] = {
    (differs, "/counts"): "not_to_be_counted",
    (explained, "/counts"): "not_to_be_counted",
    (right, "/counts"): "not_to_be_counted",
    (all_counted, "/counts"): "not_to_be_counted",
    (all_explained, "/counts"): "not_to_be_counted",
    (all_counted, "/review"): "lines_left",
    (reviewed, "/close"): "lines_left",
}


@pytest.fixture
def stocktake(shop: House) -> Stocktake:
    """Of ten mugs and ten bags of tea."""
    for sku in ("MUG", "TEA"):
        receive(shop, 10, sku, cost=100)
    return opened(shop, "MUG", "TEA")


def take(stocktake: Stocktake, step: str, as_: Person | None = None, *, at: tuple[int, int] | None = None) -> Answer:
    """A step, decided on these versions of the stocktake and its line (else: on those that they have)."""
    who, said = STEPS[step]
    if step == "/counts":
        return stocktake.call(f"POST {step}", as_ or who, key="another", body=said)
    of_line = step.startswith(LINE)
    body = {"version": (at or versions(stocktake))[of_line], **said}
    return stocktake.call(f"POST {step}", as_ or who, body=body, **({"sku": "MUG"} if of_line else {}))


def versions(stocktake: Stocktake) -> tuple[int, int]:
    return stocktake.read()["version"], stocktake.line()["version"]


def test_every_step_of_a_stocktake_is_tried() -> None:
    assert steps_under(STOCKTAKE) == set(STEPS)


@pytest.mark.parametrize("way", STATES)
def test_no_other_step_of_a_stocktake_is_taken_by_anybody_and_nothing_changes(
    stocktake: Stocktake, way: Callable[[Stocktake], None]
) -> None:
    way(stocktake)
    whole, mugs, leads = STATES[way]
    assert (stocktake.read()["state"], stocktake.line()["state"]) == (whole, mugs)
    before, at = everything(stocktake.house), versions(stocktake)
    stale = at[0] + 1, at[1] + 1
    for step in STEPS:
        if step not in leads:
            assert take(stocktake, step, at=at).refusal == (409, OTHER_CODES.get((way, step), NOT_ALLOWED)), step
        for role in set(Role) - roles_of(f"POST {STOCKTAKE}{step}"):
            assert take(stocktake, step, BY_ROLE[role], at=at).refusal == (403, "forbidden"), (step, role)
        if step != "/counts":
            assert take(stocktake, step, at=stale).refusal == (409, "version_conflict"), step
    assert everything(stocktake.house) == before


@pytest.mark.parametrize(
    ("way", "step"), [(way, step) for way, (_, _, leads) in STATES.items() for step in leads], ids=called
)
def test_a_step_of_a_stocktake_leads_where_it_should(
    stocktake: Stocktake, way: Callable[[Stocktake], None], step: str
) -> None:
    way(stocktake)
    told = len(stocktake.told())
    answer = take(stocktake, step)
    assert answer.status in (200, 201), answer
    thing = stocktake.read() if step in ("/review", "/close", "/cancel") else stocktake.line()
    assert thing["state"] == STATES[way][2][step]
    assert len(stocktake.told()) > told


# -- receipts ------------------------------------------------------------------------------------

RECEIPT = "/stock/receipts/{receipt_id}"
REASON = {"reason": "No."}
DECISIONS: dict[str, tuple[Person, dict[str, Any]]] = {
    "/accept": (SPECIALIST, {}),
    "/refuse": (SPECIALIST, REASON),
    "/reverse": (SPECIALIST, REASON),
}
RECEIPTS: dict[str, dict[str, str]] = {
    "waiting": {"/accept": "received", "/refuse": "refused"},
    "received": {"/reverse": "reversed"},
    "refused": {},
    "reversed": {},
}


def decide(shop: House, receipt: Any, what: str, as_: Person | None = None, off_by: int = 0) -> Answer:
    who, said = DECISIONS[what]
    body = {"version": receipt["version"] + off_by, **said}
    return shop.call(f"POST {RECEIPT}{what}", as_=as_ or who, receipt_id=receipt["receipt_id"], body=body)


@pytest.fixture
def bring(shop: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """A receipt of a hundred mugs, far above the usual, in this state."""
    monkeypatch.setitem(vars(receiving.UNITS_LIMIT), "value", "99")

    def brought(state: str) -> Any:
        body = delivery(line("MUG", 100, 50))
        receipt = shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k-1", body=body).body
        ways = {"received": ["/accept"], "refused": ["/refuse"], "reversed": ["/accept", "/reverse"]}
        for what in ways.get(state, []):
            receipt = decide(shop, receipt, what).body
        assert receipt["state"] == state
        return receipt

    return brought


def test_every_decision_on_a_receipt_is_tried() -> None:
    assert steps_under(RECEIPT) == set(DECISIONS)


@pytest.mark.parametrize("state", RECEIPTS)
def test_no_other_decision_on_a_receipt_is_taken_by_anybody_and_nothing_changes(
    shop: House, bring: Callable[[str], Any], state: str
) -> None:
    receipt = bring(state)
    before = everything(shop)
    for what in DECISIONS:
        if what not in RECEIPTS[state]:
            assert decide(shop, receipt, what).refusal == (409, NOT_ALLOWED), what
        for role in set(Role) - roles_of(f"POST {RECEIPT}{what}"):
            assert decide(shop, receipt, what, BY_ROLE[role]).refusal == (403, "forbidden"), (what, role)
        assert decide(shop, receipt, what, off_by=1).refusal == (409, "version_conflict"), what
    # Nobody lets in alone what they entered.
    if state == "waiting":
        assert decide(shop, receipt, "/accept", WAREHOUSE_SH).refusal == (403, "same_person")
    assert everything(shop) == before


@pytest.mark.parametrize(
    ("state", "what"), [(state, what) for state, leads in RECEIPTS.items() for what in leads], ids=called
)
def test_a_decision_on_a_receipt_leads_where_it_should(
    shop: House, bring: Callable[[str], Any], state: str, what: str
) -> None:
    receipt = bring(state)
    told = len(shop.events("stock_control", "RECEIPT#"))
    after = decide(shop, receipt, what).body
    assert (after["state"], after["version"]) == (RECEIPTS[state][what], receipt["version"] + 1)
    assert len(shop.events("stock_control", "RECEIPT#")) == told + 1
    assert level(shop)[0] == (100 if after["state"] == "received" else 0)


# -- blocks --------------------------------------------------------------------------------------

BLOCK = "/stock/blocks/{block_id}"


@pytest.mark.parametrize("state", ["open", "closed", "undone"])
def test_of_a_block_that_is_not_open_nothing_is_taken_by_anybody(shop: House, state: str) -> None:
    body = delivery(line("MUG", 8) | {"refused_units": 2, "refusal_reason": "damaged"})
    receipt = shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k-1", body=body).body
    assert steps_under(BLOCK) == {"/free", "/write-off"}

    def take_out(what: str, as_: Person, version: int) -> Answer:
        said = {"version": version, "sku": "MUG", "quantity": 2}
        return shop.call(f"POST {BLOCK}{what}", as_=as_, block_id=receipt["receipt_id"], body=said)

    version = 1
    if state == "closed":
        version = take_out("/free", SPECIALIST, 1).body["version"]
    if state == "undone":
        assert decide(shop, receipt, "/reverse").status == 200
        version = 2
    before = everything(shop)
    for what in ("/free", "/write-off"):
        if state != "open":
            assert take_out(what, MANAGER, version).refusal == (409, NOT_ALLOWED), what
        for role in set(Role) - roles_of(f"POST {BLOCK}{what}"):
            assert take_out(what, BY_ROLE[role], version).refusal == (403, "forbidden"), (what, role)
        assert take_out(what, MANAGER, version + 1).refusal == (409, "version_conflict"), what
    assert everything(shop) == before
