"""Nobody else on this machine, and no page in a browser, is the owner of the local cloud."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.emulator import Emulator, emulator
from infra.local.folder import KEY_FILE
from infra.local.stack import REGION, Owner

pytestmark = pytest.mark.local_cloud

TABLES = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}
FOREIGN = {"Origin": "https://pages.example.com"}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("door")


@pytest.fixture(scope="module")
def cloud(state: Path) -> Iterator[Emulator]:
    with emulator(state) as running:
        s3 = running.owner.session().client("s3")
        s3.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="pictures", Key="one.png", Body=b"a picture")
        yield running


@pytest.fixture(scope="module")
def http(cloud: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=cloud.owner.endpoint_url) as client:
        yield client


def signed_by(key: str) -> dict[str, str]:
    scope = f"{key}/20261125/{REGION}/dynamodb/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"}


def picture(owner: Owner) -> str:
    """An address of the picture, signed as the shop signs them."""
    s3 = owner.session().client("s3", config=Config(signature_version="s3v4"))
    return s3.generate_presigned_url("get_object", Params={"Bucket": "pictures", "Key": "one.png"})


def test_its_key_is_for_its_owners_eyes_only_and_another_one_at_each_start(
    cloud: Emulator, tmp_path: Path, state: Path
) -> None:
    assert stat.S_IMODE((state / KEY_FILE).stat().st_mode) == 0o600
    assert json.loads((state / KEY_FILE).read_text()) == cloud.access_key
    with emulator(tmp_path) as other:
        assert other.access_key != cloud.access_key


@pytest.mark.parametrize("key", ["test", "", "000000000000", "123456789012", "AKIAIOSFODNN7EXAMPLE"])
def test_a_key_that_was_not_given_out_is_refused(http: httpx.Client, key: str) -> None:
    assert http.post("/", headers=TABLES | signed_by(key), content=b"{}").status_code in (400, 403)


@pytest.mark.parametrize("authorization", [None, "", "Bearer x", "AWS test:0", "AWS4-HMAC-SHA256"])
def test_an_unsigned_call_is_refused(http: httpx.Client, authorization: str | None) -> None:
    headers = TABLES if authorization is None else TABLES | {"Authorization": authorization}
    assert http.post("/", headers=headers, content=b"{}").status_code == 403


def test_the_owners_key_with_another_secret_is_refused(cloud: Emulator) -> None:
    endpoint_url, key, _ = cloud.owner
    other = Owner(endpoint_url, key, "another secret").session()
    with pytest.raises(ClientError, match=r"signature|Signature"):
        other.client("dynamodb", region_name=REGION).list_tables()
    with pytest.raises(ClientError):
        other.client("s3").list_buckets()
    assert httpx.get(picture(Owner(endpoint_url, key, "another secret"))).status_code == 403


@pytest.mark.parametrize(
    "path", ["/pictures/one.png", "/pictures", "/", "/_ministack/reset", "/_aws/sqs/messages", "/_ministack/config"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_what_is_stored_and_what_the_emulator_shows_by_itself_is_closed(
    http: httpx.Client, method: str, path: str
) -> None:
    assert http.request(method, path).status_code == 403


@pytest.mark.parametrize("path", ["/_ministack/config", "/_aws/sqs/messages"])
def test_what_the_emulator_shows_by_itself_is_closed_to_whoever_signs_too(
    cloud: Emulator, http: httpx.Client, path: str
) -> None:
    key = cloud.access_key["access_key_id"]
    signed = picture(cloud.owner).partition("?")[2]
    for answer in (http.get(path, headers=signed_by(key)), http.get(f"{path}?{signed}")):
        assert (answer.status_code, answer.text) == (403, "The emulator's own pages are closed.\n")


@pytest.mark.parametrize("key", ["", "test", "000000000000", "AKIAIOSFODNN7EXAMPLE"])
def test_an_address_signed_with_a_key_that_was_not_given_out_is_refused(cloud: Emulator, key: str) -> None:
    signed = picture(cloud.owner).replace(cloud.access_key["access_key_id"], key)
    assert httpx.get(signed).status_code == 403


@pytest.mark.parametrize(
    "host", ["attacker.example.com", "attacker.example.com:{port}", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:{port}"]
)
def test_another_hosts_name_is_refused_even_where_all_may_come_in(
    cloud: Emulator, http: httpx.Client, host: str
) -> None:
    answer = http.get("/_ministack/health", headers={"Host": host.format(port=cloud.port)})
    assert answer.status_code == 403


def test_it_answers_under_both_of_its_own_names(cloud: Emulator, http: httpx.Client) -> None:
    for host in (f"127.0.0.1:{cloud.port}", f"localhost:{cloud.port}"):
        assert http.get("/_ministack/health", headers={"Host": host}).status_code == 200


def test_a_page_of_another_origin_reaches_no_aws_call(cloud: Emulator, http: httpx.Client) -> None:
    key = cloud.access_key["access_key_id"]
    answer = http.post("/", headers=TABLES | FOREIGN | signed_by(key), content=b"{}")
    assert (answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) == (403, None)
    preflight = FOREIGN | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-amz-target"}
    assert http.options("/", headers=preflight).status_code == 403


def test_an_address_that_was_signed_may_be_read_by_pages(cloud: Emulator) -> None:
    assert httpx.get(picture(cloud.owner), headers=FOREIGN).content == b"a picture"
    assert httpx.get(picture(cloud.owner) + "0").status_code == 403


@pytest.mark.parametrize(
    "authorization", ["Bearer x", "AWS4-HMAC-SHA256 x", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/x"]
)
@pytest.mark.parametrize("path", ["/", "/pictures", "/login"])
def test_an_address_that_was_signed_is_not_believed_beside_another_signature(
    cloud: Emulator, http: httpx.Client, path: str, authorization: str
) -> None:
    signed = picture(cloud.owner).partition("?")[2]
    headers = TABLES | {"Authorization": authorization}
    answer = http.post(f"{path}?{signed}", headers=headers, content=b"{}")
    assert (answer.status_code, answer.text) == (403, "Sign the request once.\n")
