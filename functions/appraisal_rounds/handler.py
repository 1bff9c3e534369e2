"""Appraisal over HTTP: who is appraised by what, and what comes of it (R4)."""

from typing import Any

from appraisal_rounds import dates, store
from appraisal_rounds.api import api
from appraisal_rounds.evidence import routes as evidence  # opens them
from appraisal_rounds.people import routes as people  # opens them
from appraisal_rounds.rounds import routes as rounds  # opens them
from appraisal_rounds.schemes import routes as schemes  # opens them
from appraisal_rounds.sheets import routes as sheets  # opens them
from shop.settings import start
from shop.web.api import CONSOLE_ORIGIN
from shop.web.models import CURRENCIES

__all__ = ["api", "evidence", "lambda_handler", "people", "rounds", "schemes", "sheets"]

SETTINGS = (store.TABLE, dates.SETTING, CURRENCIES, CONSOLE_ORIGIN)


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
