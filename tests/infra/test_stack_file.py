"""`stack.json`: where the shop answers and who may enter."""

import json
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local import env
from infra.local.accounts import STAFF
from infra.local.cloud import answering
from infra.local.stack import Stack
from shop.roles import Role

STACK = Stack(
    api_url="http://127.0.0.1:4566/_aws/execute-api/abc/main",
    endpoint_url="http://127.0.0.1:4566",
    region="ap-southeast-1",
    access_key={"access_key_id": "AKIAOWNEROFTHISCLOUD", "secret_access_key": "secret"},
    accounts={"designer": [{"username": "designer", "password": "secret"}]},
    staff_client_id="staff",
    storefront={"client_id": "shop", "client_secret": "secret", "token_url": "http://127.0.0.1:4566/oauth2/token"},
    tables={"listing": "listing-table"},
    outputs={"ApiId": "abc"},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stack.json"


def test_stack_json_is_for_its_owners_eyes_only(file: Path) -> None:
    STACK.save(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_stack_json_is_closed_even_over_a_file_that_all_may_read(file: Path) -> None:
    file.write_text("{}")
    file.chmod(0o644)
    STACK.save(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_stack_json_has_the_promised_shape(file: Path) -> None:
    STACK.save(file)
    told = json.loads(file.read_text())
    promised = {
        *("api_url", "endpoint_url", "region", "access_key", "accounts", "staff_client_id"),
        *("storefront", "tables", "outputs"),
    }
    assert set(told) == promised
    assert told["accounts"] == {"designer": [{"username": "designer", "password": "secret"}]}
    assert set(told["storefront"]) == {"client_id", "client_secret", "token_url"}


def test_stack_json_is_read_back_as_it_was_written_by_file_or_by_folder(file: Path) -> None:
    STACK.save(file)
    assert Stack.load(file) == STACK
    assert Stack.load(file.parent) == STACK


def test_its_clients_talk_to_the_local_cloud_and_never_to_aws() -> None:
    assert STACK.aws.client("dynamodb").meta.endpoint_url == STACK.endpoint_url
    assert STACK.aws.client("s3").meta.endpoint_url == STACK.endpoint_url


def test_every_role_has_its_people() -> None:
    people = {role: [person for person in STAFF if person.role == role] for role in Role}
    more = {Role.SPECIALIST: 2, Role.WAREHOUSE: 3}
    assert {role: len(those) for role, those in people.items()} == {role: more.get(role, 1) for role in Role}
    assert [person.party for person in people[Role.WAREHOUSE]] == ["WH-SH", "WH-GZ", "WH-SH"]


def test_outputs_name_only_addresses_that_answer_here() -> None:
    here = "http://127.0.0.1:4567"
    outputs = {
        "Queue": "http://127.0.0.1:4566/000000000000/zhanggui-notices",
        "ApiUrl": f"{here}/_aws/execute-api/abc/main",
        "PagesUrl": "https://d1.cloudfront.example",
        "Near": "http://127.0.0.1:45678/",
        "TableName": "orders",
    }
    assert answering(outputs, here) == {
        "Queue": f"{here}/000000000000/zhanggui-notices",
        "ApiUrl": f"{here}/_aws/execute-api/abc/main",
        "TableName": "orders",
    }


def test_env_is_for_its_owners_eyes_only_and_quotes_what_it_names(tmp_path: Path) -> None:
    outputs = {"UserPoolId": "it's"}
    env.write(replace(STACK, outputs=outputs), tmp_path)
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600
    said = subprocess.run(
        ["sh", "-c", f'. {tmp_path}/env && printf %s "$USER_POOL_ID $API_URL $AWS_ACCESS_KEY_ID"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == f"it's {STACK.api_url} AKIAOWNEROFTHISCLOUD"
