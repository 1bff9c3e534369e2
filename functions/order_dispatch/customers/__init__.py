"""Whom an order makes a customer: each is won once, by the first paid order of theirs that stands (R4.2.1).

domain.py     a customer's claim: which order won them, which others stand beside it; pure
knowing.py    by what they are known again: a keyed hash, which alone is kept
store.py      where claims lie
claiming.py   looking at an order that was placed or called off

Reactions alone import this: nobody who places an order waits for it.
"""
