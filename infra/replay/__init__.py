"""Replay of a real month: every order of a file of invoices, placed through the shop's HTTP API.

python -m infra.replay FILE            enter, publish, receive, place; the last line is JSON
python -m infra.replay.verify FILE     the ledger of every SKU adds up, and to the file's sums

rows.py      the file as rows that know their line; dates.py in which order its dates are written
sifting.py   which lines are goods that can be sold, and why the others are not
refusals.py  what the shop's own models would refuse
month.py     invoices with their lines, rejects, cancellations
plan.py      what the month needs: products, receipts, orders; the same for the same file, always
shelves.py   products on the page and stock in the warehouse, going on from what the shop holds
placing.py   the orders, in time order, many at once
outcome.py   what became of it: figures and the rejects file
"""
