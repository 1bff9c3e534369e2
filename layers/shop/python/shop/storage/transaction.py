"""Writing: puts, updates, deletes and checks that happen together or not at all.

Each action can say which of the shop's errors its refusal means.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import uuid4

from shop.errors import Busy, ShopError
from shop.storage.retry import RetryPolicy, TransientError
from shop.storage.values import Item, Key, dump, dump_value, load, names_in

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Refusal = Callable[[Item | None], ShopError]

LARGEST_TRANSACTION = 100
_TRANSIENT_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class NamedTable(Protocol):
    """What is written to: a table by its name."""

    @property
    def name(self) -> str: ...


class _Action(NamedTuple):
    request: dict[str, Any]
    refused: Refusal | None


class Transaction:
    """Puts, updates, deletes and checks that happen together or not at all."""

    def __init__(self, client: "DynamoDBClient", retry: RetryPolicy) -> None:
        self._client = client
        self._retry = retry
        self._actions: list[_Action] = []

    def __len__(self) -> int:
        return len(self._actions)

    def put(
        self,
        table: NamedTable,
        item: Item,
        *,
        when: str = "attribute_not_exists(#pk)",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Write an item, by default only where there is none. `when=""` overwrites."""
        self._add("Put", table, {"Item": dump(item)}, "", when, values, refused)

    def update(
        self,
        table: NamedTable,
        key: Key,
        change: str,
        *,
        when: str = "attribute_exists(#pk)",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Change an item by an update expression, only when the condition holds."""
        self._add("Update", table, {"Key": dump(key), "UpdateExpression": change}, change, when, values, refused)

    def delete(
        self,
        table: NamedTable,
        key: Key,
        *,
        when: str = "",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Remove an item."""
        self._add("Delete", table, {"Key": dump(key)}, "", when, values, refused)

    def check(
        self,
        table: NamedTable,
        key: Key,
        when: str,
        *,
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Write nothing, but refuse the whole transaction unless the condition holds."""
        self._add("ConditionCheck", table, {"Key": dump(key)}, "", when, values, refused)

    def extend(self, others: "Transaction") -> None:
        """Take in the writes that were collected in another transaction."""
        self._actions += others._actions

    def _add(
        self,
        kind: str,
        table: NamedTable,
        request: dict[str, Any],
        change: str,
        when: str,
        values: Mapping[str, Any] | None,
        refused: Refusal | None,
    ) -> None:
        request["TableName"] = table.name
        if when:
            request["ConditionExpression"] = when
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        names = names_in(change, when)
        if names:
            request["ExpressionAttributeNames"] = names
        if values:
            request["ExpressionAttributeValues"] = {f":{name}": dump_value(value) for name, value in values.items()}
        self._actions.append(_Action({kind: request}, refused))

    def commit(self) -> None:
        """Write all; one token over every try, so that our own lost answer is not a conflict."""
        if not self._actions:
            return
        request = {
            "TransactItems": [action.request for action in self._actions],
            "ClientRequestToken": str(uuid4()),
        }
        client = self._client

        def attempt() -> None:
            try:
                client.transact_write_items(**request)  # type: ignore[arg-type]
            except client.exceptions.TransactionCanceledException as cancelled:
                self._explain(cancelled.response.get("CancellationReasons", []))
                raise

        self._retry.call(attempt)

    def _explain(self, reasons: Iterable[Any]) -> None:
        """Raise the domain's word for why it was refused; TransientError when trying again may help."""
        refusals: list[ShopError] = []
        transient = False
        for action, reason in zip(self._actions, reasons, strict=True):
            code = reason.get("Code")
            if code == "ConditionalCheckFailed":
                found = reason.get("Item")
                if action.refused is None:
                    continue
                refusals.append(action.refused(load(found) if found else None))
            elif code in _TRANSIENT_REASONS:
                transient = True
        refusal = refusals[0].joined_by(refusals[1:]) if refusals else None
        if transient:
            raise TransientError(refusal or Busy("Others were changing the same things; try again in a moment."))
        if refusal:
            raise refusal
