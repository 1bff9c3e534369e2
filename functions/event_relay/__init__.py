"""Table streams to the event bus, nothing else."""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
