"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "POST /notices/mine/read": {"notice_ids": ["01M85MG3G0W1C9E6P4T8V2N7RD-customer-service"]},
}
