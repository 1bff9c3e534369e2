"""Sheets: one employee's appraisal in a round, from the reviews to the archive (R4.4).

tables.py      who may do what, who sees what, the states     facts.py, domain.py   a sheet, which decides
relations.py   what somebody is to a sheet                    records.py    what is kept of each step
peers.py       who is asked as a peer, and their aggregate    deciding.py   the two who decide an objection
assembling.py  what a composite is made of
store.py, written.py, reviewers.py   where sheets lie, what was written of them, who is to review which
reviewing.py, signing.py, feeding_back.py, answering.py, objecting.py, archiving.py   the steps (R4.4.1 to 6)
chores.py      reminders and lapses by the clock              reading.py, views.py    what is shown, and to whom
"""
