"""Traffic: who came to the shop, day by day, by source and kind of page, as the storefront counted (R2.1.6, R2.2.3)."""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
