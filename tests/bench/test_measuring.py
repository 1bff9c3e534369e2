"""The bench on the shop as it is deployed. Times are a machine's; no test judges them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.preflight import ROOT

pytestmark = pytest.mark.local_cloud

OPERATIONS = {
    "list_products",
    "read_product",
    "place_1",
    "place_5",
    "place_40",
    "confirm",
    "allocate",
    "dispatch",
    "webhook",
    "receive",
    "open_alert",
    "count_line",
    "publish_revision",
    "relay_10",
}
BY_CHALICE = {"list_products", "read_product", "place_5", "confirm"}
WORST = {
    "order_of_most_lines": 201,
    "product_of_most_skus": 201,
    "receipt_of_most_lines": 201,
    "push_of_most_scans": 200,
    "push_to_a_full_track": 200,
    "push_forged": 401,
    "push_of_escapes": 401,
    "refused_unknown_names": 422,
    "refused_too_many_names": 413,
    "refused_unseen_text": 422,
    "refused_depth": 400,
    "refused_half_a_character": 422,
}


def test_a_small_run_measures_everything(tmp_path: Path) -> None:
    # A process of its own, as the command has: rooms read their settings once.
    command = [sys.executable, "-m", "infra.bench", "--state", str(tmp_path / "state"), "--rounds", "2"]
    run = subprocess.run([*command, "--things", "300"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout.splitlines()[-1])
    assert set(told["operations"]) == OPERATIONS
    assert {name for name, operation in told["operations"].items() if "chalice_cpu_ratio" in operation} == BY_CHALICE
    assert told["imports"].keys() >= {"order_dispatch.handler", "event_relay.handler", "app (Chalice)"}
    assert all(operation["cpu_ms"] > 0 < operation["bare_cpu_ms"] for operation in told["operations"].values())
    for name in ("list_products", "read_product", "place_1", "place_5", "place_40"):
        assert told["operations"][name]["round_trips"] == 1
    for name, growth in told["growth"].items():
        assert growth["at_100"] == growth["at_100000"], name
    costs = [told["cost"][lines] for lines in ("1", "3", "27")]
    assert costs == sorted(costs, key=lambda bill: bill["usd_per_1000"])
    for bill in costs:
        assert all(bill["parts"].values())
    # Bodies that are meant to be carried out are, and no kind is refused for anything but what it is made for.
    assert {name: worst["status"] for name, worst in told["worst"].items()} == WORST
    assert not (tmp_path / "state").exists()
