"""What the API description says beyond what the rooms' resolvers know."""

from collections.abc import Mapping
from typing import Any

from shop.web.idempotency import KEY_PATTERN

# Summaries name the rules that they carry out.
RULES = (
    "R3.1.2 and the like are sections of the shop's department rules: R3.1 goods (R3.1.2 listing, R3.1.3 stock), "
    "R3.2 orders (R3.2.1 placing and confirming, R3.2.2 allocating and dispatching, R3.2.3 following parcels); "
    "R2.1 and R2.2 say what manager and specialist are for, traffic among it (R2.1.6, R2.2.3)."
)
SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "staff": [{"staff": []}],
    "storefront": [{"storefront": ["shop/storefront"]}],
    "signed": [{"signature": []}],
}
SCHEMES = {
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "ID token of the user pool; its groups are the roles (x-roles).",
    },
    "storefront": {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "https://login.example.com/oauth2/token",
                "scopes": {"shop/storefront": "Read published products and place orders"},
            }
        },
    },
    # Signed in the form itself, for which OpenAPI has no word.
    "signature": {
        "type": "http",
        "scheme": "form-signature",
        "description": "No token: the form field `sign` is the upper-case MD5 of `param` and the salt in common.",
    },
}
PARAM = {"type": "string", "contentMediaType": "application/json", "description": "The push (快递100)"}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The same key and body get the same answer, marked Idempotent-Replayed; kept for seven days.",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
}
TAGS = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that one has: 304 while nothing changed.",
    "schema": {"type": "string"},
}
TAG = {"ETag": {"description": "Changes with the answer", "schema": {"type": "string"}}}
SHEET = {"schema": {"type": "string", "description": "The same rows; the cursor of what follows is X-Next-Cursor."}}
OTHER_REFUSALS = {
    "description": "Any other refusal, such as 429 of the gateway",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def signed_form(param: Mapping[str, Any]) -> dict[str, Any]:
    """The form of a push, whose `param` is as said."""
    sign = {"type": "string", "pattern": "^[0-9A-F]{32}$"}
    return {"type": "object", "required": ["param", "sign"], "properties": {"param": param, "sign": sign}}
