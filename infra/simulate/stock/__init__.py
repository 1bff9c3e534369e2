"""The simulation of stock: a month's sales, with purchasing, a warehouse and its counters played by rules (R3.1.3).

rules.py      all that chance decides, from a seed
cast.py       who plays
shelves.py    what really lies in the warehouse, whatever is recorded
selling.py    orders: placed as they were, sent off in the evening
buying.py     purchasing, and the goods that come
counting.py   stocktakes, and what becomes of their differences
days.py       a month, hour by hour
stored.py     what the shop stored, as it is written out
figures.py    the figures of the last line, from what was stored
"""
