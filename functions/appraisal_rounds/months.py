"""Months as the shop's books have them: `2026-11`, told in Shanghai. Pure."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from shop.business_days import business_date

PATTERN = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


def of(day: date) -> str:
    """The month that a day lies in."""
    return f"{day:%Y-%m}"


def at(moment: datetime) -> str:
    """The month that a moment belongs to."""
    return of(business_date(moment))


def first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def last(month: str) -> date:
    return first(month) + timedelta(days=length(month) - 1)


def length(month: str) -> int:
    """Its days."""
    return monthrange(*map(int, month.split("-")))[1]


def after(month: str) -> str:
    """The next month."""
    return of(last(month) + timedelta(days=1))


def before(month: str) -> str:
    """The month before it."""
    return of(first(month) - timedelta(days=1))
