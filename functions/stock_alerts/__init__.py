"""Stock alerts: what runs low, what is asked of purchasing, what comes of it (R3.1.3)."""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
