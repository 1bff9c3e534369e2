"""Evidence: what was done, event by event, and the figures of a month that it comes to (R4.1, R4.2.1).

domain.py      rows, days and months: when they close, in which month a row counts
sums.py        what rows come to, by indicator
tables.py      who may read what
store.py       where rows, folds and figures lie        books.py      how far the months are
collecting.py  an event becomes rows
folding.py     the rows of a closed day become sums     freezing.py   a month closes, and its figures stand for good
figures.py     the sums of a month, frozen or so far    paging.py     along all rows of a figure
reading.py     who is shown which of them

Every event has one row for each indicator, subject and day that it counts for: its key is the mark that it was heard.
No sums are kept while events come in, so events may come twice, in any order and at any time.
"""
