"""Appraisal over HTTP: who is appraised by what, and what comes of it (R4)."""

from typing import Any

from appraisal_rounds import store
from appraisal_rounds.api import api
from appraisal_rounds.evidence import routes as evidence  # opens them
from appraisal_rounds.people import routes as people  # opens them
from appraisal_rounds.schemes import routes as schemes  # opens them
from shop.settings import start
from shop.web.api import CONSOLE_ORIGIN
from shop.web.models import CURRENCIES

__all__ = ["api", "evidence", "lambda_handler", "people", "schemes"]

SETTINGS = (store.TABLE, CURRENCIES, CONSOLE_ORIGIN)


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
