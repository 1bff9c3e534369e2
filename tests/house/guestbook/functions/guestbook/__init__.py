"""The guestbook: what visitors wrote, and that they were thanked."""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
