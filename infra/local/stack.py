"""What is known of a deployed stack: where it answers and who may enter. Written to `stack.json`."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypedDict

import boto3
import botocore.session

REGION: Final = "ap-southeast-1"
# The emulator takes this key for the account's owner; every other key is held to its policies.
OWNER_KEY: Final = "test"
FILE_NAME: Final = "stack.json"


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
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self), file, indent=2)
        draft.replace(path)

    @cached_property
    def aws(self) -> boto3.Session:
        """The account's owner in this cloud: `stack.aws.client("dynamodb")` and so on."""
        return owner_of(self.endpoint_url)


def owner_of(endpoint_url: str) -> boto3.Session:
    """A session of the account's owner in the local cloud behind an address."""
    core = botocore.session.Session()
    core.get_component("config_store").set_config_variable("endpoint_url", endpoint_url)
    return boto3.Session(OWNER_KEY, OWNER_KEY, region_name=REGION, botocore_session=core)
