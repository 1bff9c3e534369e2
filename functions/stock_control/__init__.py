"""Stock control: warehouses, receipts, levels and the ledger (R3.1.3)."""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
