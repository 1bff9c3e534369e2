"""The local cloud's own store, in this process: the client that rooms call, answered by the emulator without a wire.

Whatever a room writes is judged by the same code as in the local cloud, which runs in its own environment and is only
imported from there. A month has some hundred thousand writes, of which the way over HTTP would be nine tenths.

What was written is heard of, in its order: `heard` has events and changed levels until somebody takes them.
"""

import bisect
import importlib
import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import boto3
from botocore.exceptions import ClientError

from infra import stand_ins
from infra.local.preflight import VENVS, CannotStartError
from shop.events.recording import EVENT_PREFIX
from shop.storage.values import Item, load

_OPERATIONS = ("get_item", "put_item", "update_item", "batch_get_item", "transact_write_items")
_WRITES = {"put_item", "update_item", "transact_write_items"}


class Written(NamedTuple):
    """A write that was carried out: of which table, under which key, and the item where it was put whole."""

    table: str
    pk: str
    sk: str
    item: Mapping[str, Any] | None

    @property
    def is_event(self) -> bool:
        return self.item is not None and self.sk.startswith(EVENT_PREFIX)


class Store:
    """All tables of the shop, empty at first; answers as boto3's client of DynamoDB does."""

    def __init__(self) -> None:
        self._emulator = _emulator()
        self.exceptions = boto3.client("dynamodb", region_name=stand_ins.REGION).exceptions
        self.heard: list[Written] = []
        self._partitions: dict[str, list[str]] = {}
        self._emulator._tables.clear()
        self._emulator._txn_idempotency.clear()
        for table in stand_ins.tables():
            self._ask("create_table", table)

    def __getattr__(self, operation: str) -> Any:
        if operation not in _OPERATIONS:
            raise AttributeError(f"nobody in a simulation asks the store for {operation}")
        return lambda **request: self._ask(operation, request)

    def query(
        self,
        *,
        TableName: str,
        KeyConditionExpression: str,
        ExpressionAttributeValues: Mapping[str, Any],
        IndexName: str | None = None,
        ScanIndexForward: bool = True,
        Limit: int | None = None,
        ExclusiveStartKey: Any = None,
        **_: Any,
    ) -> dict[str, Any]:
        """What is found by the shop's two kinds of question. The emulator reads their condition anew for each item."""
        table = self._emulator._tables[TableName]
        values = {name: value["S"] for name, value in ExpressionAttributeValues.items()}
        if IndexName:
            places = self._emulator._index_members(table)[IndexName].get(values[":list"], ())
            found, sort_key = [table["items"][pk][sk] for pk, sk in places], "rank"
        else:
            found, sort_key = list(table["items"].get(values[":pk"], {}).values()), "sk"
        after = ExclusiveStartKey[sort_key]["S"] if ExclusiveStartKey else values.get(":after")
        ranked = ((item[sort_key]["S"], item) for item in found)
        asked = sorted(
            (
                (rank, item)
                for rank, item in ranked
                if rank.startswith(values.get(":prefix", ""))
                and (after is None or (rank > after if ScanIndexForward else rank < after))
            ),
            key=lambda its: its[0],
            reverse=not ScanIndexForward,
        )
        items = [item for _, item in asked[:Limit]]
        if Limit is None or len(items) < Limit:
            return {"Items": items}
        return {"Items": items, "LastEvaluatedKey": {name: items[-1][name] for name in ("pk", "sk", sort_key)}}

    def scan(self, *, TableName: str, Limit: int, ExclusiveStartKey: Any = None, **_: Any) -> dict[str, Any]:
        """Some of all items, partition by partition. The emulator sorts the table anew for every page."""
        items = self._emulator._tables[TableName]["items"]
        partitions = self._sorted(TableName, items)
        after = (ExclusiveStartKey["pk"]["S"], ExclusiveStartKey["sk"]["S"]) if ExclusiveStartKey else ("", "")
        found: list[Any] = []
        for place in range(bisect.bisect_left(partitions, after[0]), len(partitions)):
            partition = partitions[place]
            for sk in sorted(items[partition]):
                if (partition, sk) > after:
                    found.append(items[partition][sk])
                    if len(found) == Limit:
                        return {"Items": found, "LastEvaluatedKey": {"pk": {"S": partition}, "sk": {"S": sk}}}
        return {"Items": found}

    def everything(self, holds: str) -> Iterable[Item]:
        """All that a table holds, by what it holds (`sku`, or a room), in the order of its keys."""
        items = self._emulator._tables[stand_ins.ROOM_TABLES[holds]]["items"]
        for partition in sorted(items):
            for sk in sorted(items[partition]):
                yield load(items[partition][sk])

    def _sorted(self, table: str, items: Mapping[str, Any]) -> list[str]:
        known = self._partitions.get(table)
        if known is None or len(known) != len(items):
            known = self._partitions[table] = sorted(items)
        return known

    def _ask(self, operation: str, request: dict[str, Any]) -> Any:
        request.pop("ClientRequestToken", None)  # no answer is lost on the way, so nothing comes twice
        status, _, body = getattr(self._emulator, f"_{operation}")(request)
        answer = json.loads(body)
        if status >= 300:
            code = answer.pop("__type", "").rpartition("#")[2]
            error = {"Error": {"Code": code, "Message": answer.get("message", "")}, **answer}
            kind: type[ClientError] = self.exceptions.from_code(code)  # type: ignore[assignment]
            raise kind(error, operation)  # type: ignore[arg-type]
        if operation in _WRITES:
            self._hear(operation, request)
        return answer

    def _hear(self, operation: str, request: Mapping[str, Any]) -> None:
        single = operation != "transact_write_items"
        writes = [request] if single else [its for one in request["TransactItems"] for its in one.values()]
        for write in writes:
            item = write.get("Item")
            key = item or write["Key"]
            if item or "UpdateExpression" in write:
                self.heard.append(Written(write["TableName"], key["pk"]["S"], key["sk"]["S"], item))


class _Copies:
    """What the emulator copies items by: they are dicts and lists of texts, which is known here."""

    @staticmethod
    def deepcopy(it: Any) -> Any:
        if isinstance(it, dict):
            return {name: _Copies.deepcopy(value) for name, value in it.items()}
        return [_Copies.deepcopy(value) for value in it] if isinstance(it, list) else it


@cache
def _emulator() -> ModuleType:
    """The emulator's DynamoDB, from its own environment. Raises CannotStartError."""
    version = ".".join(map(str, sys.version_info[:2]))
    packages = str(VENVS / "cloud" / "lib" / f"python{version}" / "site-packages")
    sys.path.append(packages)  # behind all of ours
    try:
        emulator = importlib.import_module("ministack.services.dynamodb")
        # It reads every expression anew, of which the shop has some dozens.
        for reader in ("_tokenize", "_condition_syntax_error"):
            setattr(emulator, reader, cache(getattr(emulator, reader)))
        emulator.copy = _Copies  # type: ignore[attr-defined]
        return emulator
    except ImportError as error:
        raise CannotStartError("The local cloud's store is not in .local/venv/cloud; run: make tools") from error
    finally:
        sys.path.remove(packages)
