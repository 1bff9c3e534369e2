"""Stocktakes (R3.1.3): what is there is counted, blind; why it differs is found out; then the ledger follows.

tables.py    who may do what, and which states that leads between
lines.py     a SKU that is counted, and when a difference stands
domain.py    a stocktake as a whole
store.py     where they lie
opening.py   what is to be counted, by hand      chores.py    what a location holds is laid out, in pieces
planning.py  whose turn it is today              counting.py  units as somebody counted them
settling.py  a difference: whose it is to find its cause, the cause, its adjustment
ending.py    reviewed, closed, cancelled         reading.py   who may see what of it
"""
