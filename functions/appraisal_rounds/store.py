"""The room's table, in which each part has partitions of its own: `<part>/store.py` says which.

It holds what concerns staff as persons, apart from whatever else is kept, and on AWS under a key of its own.
"""

from shop.settings import Setting
from shop.storage.table import Database, Table

TABLE = Setting("APPRAISAL_ROUNDS_TABLE")

database = Database()
table = Table(database, TABLE)
