"""An empty SKU table, quickly: tests of the ground floor need no more of the shop."""

from functools import cache

from shop.stock import Stock
from shop.table import Database, Table


@cache
def _database() -> Database:
    # One client for all tests: making one takes longer than most tests.
    return Database()


def fresh_stock() -> Stock:
    """Stock over an empty table; only inside `mock_aws`."""
    database = _database()
    database.client.create_table(
        TableName="sku",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return Stock(Table(database, "sku"))
