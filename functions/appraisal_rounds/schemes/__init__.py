"""Schemes: by what each post is appraised, from which month on (R4.1, R4.2).

terms.py      indicators, items, weights, grades and quotas, and what has to hold of them
defaults.py   the terms of a post for which nobody published any
domain.py     a scheme from its proposal to its publication     tables.py   who may do what
composite.py  from points to one total, with each part's share
quotas.py     from totals to grades
"""
