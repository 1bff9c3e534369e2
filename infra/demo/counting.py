"""A shelf that is counted (R3.1.3): something is missing, somebody else finds the same, and why; then it is settled."""

from infra.client import new_key
from infra.client.http import Json
from infra.demo.cast import Day, refusal
from infra.demo.script import CURRENCY

RECEIVED, THERE, COST_MINOR = 12, 11, 2600


def a_shelf_is_counted(day: Day) -> list[Json]:
    """What is left of the torches on trial is counted; returns what happened to the stocktake."""
    cast, sku = day.cast, f"SAMPLE-{day.number:04}"
    warehouse = next(code for code in cast.warehouses if code in cast.counters)
    first, second = cast.warehouses[warehouse], cast.counters[warehouse]
    receipt = {
        "document": f"TRIAL-{day.number:04}",
        "warehouse": warehouse,
        "currency": CURRENCY,
        "lines": [{"sku": sku, "quantity": RECEIVED, "unit_cost_minor": COST_MINOR}],
    }
    first.post("/stock/receipts", receipt, key=new_key())
    opened = cast.specialist.post("/stock/stocktakes", {"warehouse": warehouse, "skus": [sku]}, key=new_key()).body
    path, level = f"/stock/stocktakes/{opened['stocktake_id']}", f"/stock/skus/{sku}"
    hidden = {refusal(lambda who=who: who.get(level)) for who in (first, second)}  # type: ignore[misc]
    day.claim("who counts is not shown what is recorded", hidden == {"being_counted"})
    count = {"sku": sku, "units": THERE}
    first.post(f"{path}/counts", count, key=new_key())
    again = refusal(lambda: first.post(f"{path}/counts", count, key=new_key()))
    second.post(f"{path}/counts", count, key=new_key())
    day.claim("a difference is counted again by somebody else", again == "same_counter")
    line = _step(day, path, sku, "explain", cause="damaged", note="一个摔坏了。One was dropped.")
    line = _step(day, path, sku, "adjust")
    for move in ("review", "close"):
        cast.specialist.post(f"{path}/{move}", {"version": cast.specialist.get(path)["version"]})
    movement = next(cast.specialist.items(f"{level}/movements"))
    held = (line["difference_units"], movement["kind"], movement["reason"], first.get(level)["on_hand"])
    day.claim(
        "a difference has its cause, and then its movement in the ledger",
        held == (THERE - RECEIVED, "adjustment", "damaged", THERE),
    )
    return list(cast.specialist.items(f"{path}/history", limit=100))


def _step(day: Day, path: str, sku: str, name: str, **more: str) -> Json:
    (line,) = day.cast.specialist.items(f"{path}/lines")
    answer = day.cast.specialist.post(f"{path}/lines/{sku}/{name}", {"version": line["version"], **more})
    return answer.body
