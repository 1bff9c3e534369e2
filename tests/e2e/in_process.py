"""The order room in this process, on tables of its own in the local cloud, with a clock that the test holds.

As quick as the deployed shop with 674 SKUs, and as obedient as the one on moto.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest

from infra.local.stack import Owner
from order_dispatch import store
from shop.clock import clock
from shop.storage.table import connect
from tests.harness import House
from tests.stores import ROOM_TABLES, build_tables, client


@contextmanager
def order_room(owner: Owner) -> Iterator[House]:
    """An empty order room. What was in its tables before is gone."""
    house = House()
    with pytest.MonkeyPatch.context() as patch, clock.told_by(house.tell):
        for name, value in owner.environment.items():
            patch.setenv(name, value)
        patch.delenv("AWS_SESSION_TOKEN", raising=False)
        patch.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers whose keys it found first
        client.cache_clear()
        patch.setattr(store.database, "client", connect())
        build_tables()
        try:
            yield house
        finally:
            for name in ROOM_TABLES.values():
                client("dynamodb").delete_table(TableName=name)
            client.cache_clear()
