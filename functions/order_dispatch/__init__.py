"""Order dispatch: orders from their receipt to the delivered parcel (R3.2)."""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
