"""People: who is appraised, in which post, by whom, and since when (R4).

domain.py     an employee: posts held, superior, absences     months: ../months.py
presence.py   the posts that somebody held in a month, with their days
tables.py     who may do what                                store.py     where they lie
refusals.py   why a record stays as it is
keeping.py    HR enters and corrects                          importing.py  whole files of them
reading.py    who may see whom

Names and leave stand here and nowhere else: not in events, keys or logs.
"""
