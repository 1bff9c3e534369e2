"""Listing: products from their entry to the page, and off it (R3.1.2, R3.1.4)."""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
