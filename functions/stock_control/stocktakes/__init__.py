"""Stocktakes (R3.1.3): what is there is counted, blind; why it differs is found out; then the ledger follows.

tables.py    who may do what, and which states that leads between
domain.py    a stocktake, its lines, and how they decide
store.py     where they lie
opening.py   what is to be counted, by hand          tending.py    what a location holds is laid out, in pieces
planning.py  what is to be counted today             counting.py   units as somebody counted them
settling.py  a difference: whose it is to look into, its cause, its adjustment
ending.py    reviewed, closed, cancelled             reading.py    who may see what of it
"""
