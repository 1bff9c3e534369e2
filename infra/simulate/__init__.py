"""Simulations: days, months and years of the shop in process, with its own handlers and a clock of their own.

python -m infra.simulate WHAT FILE --out FOLDER     the last line is JSON; docs/simulate.md

plays/        what can be simulated, a file each, by its name
shop.py       the shop in process: calls, and what comes of them by streams, queues and schedules
handing.py    how streams and queues hand things to rooms
store.py      the local cloud's own store, in this process
schedules.py  the template's schedules, each once a day
runs.py       runs beside each other, with a bar of progress each
stock/        the pieces of the simulation of stock
"""
