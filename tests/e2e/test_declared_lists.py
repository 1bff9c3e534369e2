"""Whatever a function tries beyond its declared list is refused, on the deployed shop, by its very role.

A probe is deployed under each role and tries; the list itself is `tests.deploy`'s.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e import probe, roles
from tests.e2e.attempts import (
    BEGINNINGS,
    TABLES,
    WITHOUT_INDEX,
    Try,
    in_a_transaction,
    tries_elsewhere,
    tries_on_a_table,
    tries_on_an_index,
)
from tests.e2e.shop import Shop
from tests.rights import GRANTS

pytestmark = pytest.mark.local_cloud


class Role:
    """The role of one of the shop's functions, with a probe under it; `declared` is what it may do."""

    def __init__(self, shop: Shop, function: str) -> None:
        self.shop, self.function = shop, function
        self.declared = roles.granted(shop, function)
        self.client = shop.aws("lambda")
        self.probe = f"e2e-probe-{function}-{shop.run}"
        with io.BytesIO() as code:
            with zipfile.ZipFile(code, "w") as archive:
                archive.write(probe.__file__, "probe.py")
            self.client.create_function(
                FunctionName=self.probe,
                Role=roles.role_of(shop, function),
                Runtime=self._like(function)["Runtime"],
                Handler="probe.try_all",
                Code={"ZipFile": code.getvalue()},
                Timeout=60,
            )
        self.client.get_waiter("function_active_v2").wait(FunctionName=self.probe)

    def _like(self, function: str) -> Any:
        return self.client.get_function_configuration(FunctionName=self.shop.output(f"{function}Name"))

    def refused(self, tries: list[Try]) -> list[bool]:
        """Whether each of these calls is refused to this role."""
        answer = self.client.invoke(FunctionName=self.probe, Payload=json.dumps({"tries": tries}))
        ends = json.load(answer["Payload"])
        assert isinstance(ends, list), ends
        return [end in probe.REFUSALS for end in ends]

    def end(self) -> None:
        self.client.delete_function(FunctionName=self.probe)


@pytest.fixture(scope="module", params=GRANTS)
def role(request: pytest.FixtureRequest, shop: Shop) -> Iterator[Role]:
    role = Role(shop, request.param)
    yield role
    role.end()


def test_every_action_on_every_table_beyond_the_list_is_refused(shop: Shop, role: Role) -> None:
    tries: dict[tuple[str, str], Try] = {}
    for table, output in TABLES.items():
        name = shop.output(output)
        tries |= {(table, action): one for action, one in tries_on_a_table(name, BEGINNINGS.get(table, "")).items()}
        if table not in WITHOUT_INDEX:
            tries |= {(f"{table}/index/by_list", action): one for action, one in tries_on_an_index(name).items()}
    refused = dict(zip(tries, role.refused(list(tries.values())), strict=True))
    assert refused == {right: right not in role.declared for right in tries}


def test_a_partition_that_is_not_its_own_is_not_written_alone_or_beside_one_that_is(shop: Shop, role: Role) -> None:
    tries: dict[tuple[str, str, str], Try] = {}
    for table, action in roles.bound(shop, role.function):
        name = shop.output(TABLES[table])
        own, others = (tries_on_a_table(name, beginning) for beginning in (BEGINNINGS[table], "CONTACT-READS#"))
        tries[table, action, "alone"] = others[action]
        tries[table, action, "beside"] = in_a_transaction(own[action], others[action])
    assert role.refused(list(tries.values())) == [True] * len(tries)


def test_nothing_else_is_open_to_it_but_what_the_list_names(shop: Shop, role: Role) -> None:
    undeclared = {right: one for right, one in tries_elsewhere(shop, GRANTS).items() if right not in role.declared}
    refused = dict(zip(undeclared, role.refused(list(undeclared.values())), strict=True))
    assert refused == dict.fromkeys(undeclared, True)
