"""Conflicts: writes that met with somebody else's transaction at the same item, counted for an alarm.

One line of the log for each transaction that met with any, in the format out of which CloudWatch makes a metric (EMF).
It names the SKUs concerned; of anything else only that it was there.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

from shop.storage.requests import partition_of

NAMESPACE, METRIC, DIMENSION = "Zhanggui", "Conflicts", "FunctionName"
CONFLICT = "TransactionConflict"
_SKU = "SKU#"


class Conflicts:
    """What one transaction met with, over all of its tries."""

    def __init__(self) -> None:
        self.count = 0
        self.skus: set[str] = set()

    def note(self, requests: Sequence[Mapping[str, Any]], reasons: Sequence[Mapping[str, Any]]) -> None:
        """Note the writes of a cancelled try that were cancelled for a conflict."""
        for request, reason in zip(requests, reasons, strict=True):
            if reason.get("Code") == CONFLICT:
                self.count += 1
                partition = partition_of(request)
                if partition.startswith(_SKU):
                    self.skus.add(partition.removeprefix(_SKU))

    def tell(self) -> None:
        """Write down what was met with, if anything was."""
        if self.count:
            print(json.dumps(self._line()))

    def _line(self) -> dict[str, Any]:
        metric = {"Namespace": NAMESPACE, "Dimensions": [[DIMENSION]], "Metrics": [{"Name": METRIC, "Unit": "Count"}]}
        return {
            "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [metric]},
            DIMENSION: os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "none"),
            METRIC: self.count,
            "skus": sorted(self.skus),
        }
