"""What is known of a deployed stack: where it answers and who may enter. Written to `stack.json`."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple, TypedDict

import boto3
import botocore.session

REGION: Final = "ap-southeast-1"
FILE_NAME: Final = "stack.json"


class AccessKey(TypedDict):
    """The key of the account's owner, another one at each start; every other key is held to its policies."""

    access_key_id: str
    secret_access_key: str


class Account(TypedDict):
    """One member of staff."""

    username: str
    password: str


class Storefront(TypedDict):
    """The storefront's way in: client credentials, exchanged for a token at `token_url`."""

    client_id: str
    client_secret: str
    token_url: str


@dataclass(frozen=True)
class Stack:
    """A deployed shop. `accounts` by role, `tables` by room, `outputs` as the template names them.

    Of two operations specialists both may review the other's; the warehouse users belong to WH-SH and WH-GZ.
    """

    api_url: str
    endpoint_url: str
    region: str
    access_key: AccessKey
    accounts: Mapping[str, list[Account]]
    staff_client_id: str
    storefront: Storefront
    tables: Mapping[str, str]
    outputs: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> "Stack":
        """The stack that `stack.json` (or the state folder it lies in) tells of. Raises OSError, ValueError."""
        file = path / FILE_NAME if path.is_dir() else path
        return cls(**json.loads(file.read_text()))

    def save(self, path: Path) -> None:
        """Write the stack for its owner's eyes only: it holds passwords."""
        write_private(path, json.dumps(asdict(self), indent=2))

    @property
    def owner(self) -> "Owner":
        """The owner of the account that the shop is deployed in."""
        return Owner(self.endpoint_url, **self.access_key)

    @cached_property
    def aws(self) -> boto3.Session:
        """The account's owner at work: `stack.aws.client("dynamodb")` and so on."""
        return self.owner.session()


class Owner(NamedTuple):
    """The owner of the account in a local cloud: all that is needed to call AWS there, and nowhere else."""

    endpoint_url: str
    access_key_id: str
    secret_access_key: str

    @property
    def environment(self) -> dict[str, str]:
        """What leads AWS's tools and libraries there."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_DEFAULT_REGION": REGION,
        }

    def session(self) -> boto3.Session:
        """A session that asks nobody else, whatever the environment says."""
        core = botocore.session.Session()
        core.get_component("config_store").set_config_variable("endpoint_url", self.endpoint_url)
        return boto3.Session(self.access_key_id, self.secret_access_key, region_name=REGION, botocore_session=core)


def write_private(path: Path, text: str) -> None:
    """Write a file for its owner's eyes only, whole or not at all. Raises OSError."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
