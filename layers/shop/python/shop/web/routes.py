"""A route: where it is, who may come in, which function answers, and what the api hands to that function.

A function says by its annotations what it wants: `Caller`, `IdempotencyKey`, `Form`; the rest comes
from the path, the query and the body. What it returns is what the route answers.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NewType
from urllib.parse import quote

from pydantic import BaseModel

from shop.roles import Caller
from shop.web.bodies import LARGEST_BODY, LARGEST_UNKNOWN_BODY
from shop.web.gates import Gate, Signed
from shop.web.idempotency import IdempotencyKey

# The body of a form as it came, for those who check its signature.
Form = NewType("Form", str)

_GIVEN: tuple[Any, ...] = (Caller, IdempotencyKey, Form)


# Frozen or compared, its class would take four times as long to make: a start waits for that.
@dataclass(eq=False, repr=False)
class Route:
    """One route of a room. `str()` of it is `METHOD /path/{id}`, as the gateway knows it; bodies are in bytes."""

    method: str
    path: str
    gate: Gate
    handler: Callable[..., BaseModel]
    status: int = 200
    once: bool = False
    cache_seconds: int | None = None
    largest_body: int = LARGEST_BODY
    tagged: bool = False
    csv: bool = False

    def __post_init__(self) -> None:
        if self.once != (IdempotencyKey in self.given.values()):
            raise TypeError(f"{self}: it is to happen once where its function takes an IdempotencyKey, and only there.")
        if isinstance(self.gate, Signed) and self.largest_body > LARGEST_UNKNOWN_BODY:
            raise TypeError(f"{self}: a body of anybody is to be small; say a largest_body of {LARGEST_UNKNOWN_BODY}.")
        returned = self.handler.__annotations__.get("return")
        if not (isinstance(returned, type) and issubclass(returned, BaseModel)):
            raise TypeError(f"{self}: its function is to say which model it returns.")

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @cached_property
    def given(self) -> Mapping[str, Any]:
        """The arguments that come from neither path nor query nor JSON, each with its kind."""
        # Not by the function's signature, which takes long to make, and a start asks every route.
        return {name: kind for name, kind in self.handler.__annotations__.items() if kind in _GIVEN}

    @property
    def parsed(self) -> inspect.Signature:
        """What is left to be read from path, query and JSON."""
        parameters = inspect.signature(self.handler).parameters.values()
        return inspect.Signature([each for each in parameters if each.name not in self.given])

    @property
    def body(self) -> type[BaseModel] | None:
        """The model of the JSON that it takes, if it takes some."""
        taken = self.parsed.parameters.get("body")
        return taken.annotation if taken else None

    @property
    def answer(self) -> type[BaseModel]:
        """The model of what it answers."""
        model: type[BaseModel] = self.handler.__annotations__["return"]
        return model

    @cached_property
    def content_type(self) -> str:
        """What a body is to be."""
        return "application/x-www-form-urlencoded" if Form in self.given.values() else "application/json"

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """What its answers say besides."""
        if self.cache_seconds is not None:
            return {"Cache-Control": f"max-age={self.cache_seconds}"}
        # Who accepts CSV is answered otherwise.
        varies = {"Vary": "Accept"} if self.csv else {}
        # Whoever keeps a tagged answer is to ask each time whether it is still so; others are not to be kept.
        kept = "private, no-cache" if self.tagged else "no-store"
        return {"Cache-Control": kept, **varies} if self.method == "GET" else {}

    @property
    def operation_id(self) -> str:
        """Its name in the API description."""
        return re.sub(r"\W+", "_", str(self).lower()).strip("_")

    def address(self, event: Mapping[str, Any]) -> str:
        """Its path with what a request names in it: the same wherever the API is mounted.

        The gateway's own `path` begins with a custom domain's base path.
        """
        named = event.get("pathParameters") or {}
        return self.path.format_map({name: quote(value, safe="") for name, value in named.items()})
