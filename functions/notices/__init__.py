"""Notices: whoever is to be told, by the events of any room (R3.2.1, R3.2.2, R3.2.3)."""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
