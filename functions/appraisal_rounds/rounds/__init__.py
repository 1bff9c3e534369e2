"""Rounds: they open, remind, end reviews, let results be fed back and close by the clock alone (R4.3).

domain.py    a round, which decides      tables.py   its states, and who may look at it
calendar.py  which rounds are due        opening.py  a sheet for everybody who was there
steps.py     going along a round's sheets, once a step     ticking.py  what is due by now
calibrating.py  grades side by side, and what quotas would make of them
"""
