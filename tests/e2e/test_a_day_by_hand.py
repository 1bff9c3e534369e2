"""docs/a-day-by-hand.md, as it stands: its shell blocks are run one after the other."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from infra.local.preflight import ROOT
from tests.e2e.shop import Shop

pytestmark = pytest.mark.local_cloud

DAY = ROOT / "docs" / "a-day-by-hand.md"


def test_a_product_is_entered_sold_and_delivered_with_nothing_but_the_documents_own_lines(
    shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / ".local").symlink_to(shop.state)
    blocks = re.findall(r"^```sh\n(.*?)^```$", DAY.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    script = "set -eu\n" + "".join(blocks)
    # Nothing of ours in the environment, but where a tree without environments of its own is.
    clean = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    if "PYTHONPATH" in clean:
        clean["PYTHONPATH"] = os.pathsep.join(str(ROOT / part) for part in clean["PYTHONPATH"].split(os.pathsep))
    ran = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"delivered$", ran.stdout, re.MULTILINE)
    assert '"ShipmentDelivered"' in ran.stdout
    assert '"on_hand":8' in ran.stdout.replace(" ", "")
    assert "已签收" in ran.stdout
