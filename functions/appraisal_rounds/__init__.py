"""Appraisal rounds: from the record of the work to a confirmed, archived result, month by month (R4).

people/    who is appraised: posts, superiors, absences     schemes/   by what: indicators, weights, grades
evidence/  what was done, event by event               indicators/ what it comes to, one file each
rounds/    what the clock does                         sheets/    one employee in a round: reviews to answer
archive/   what was decided, in a chain of hashes
"""

import shop as shop  # first of all: a function that starts looks for no garbage from here on
