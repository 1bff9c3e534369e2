"""The archive: what was confirmed, or stayed without an answer, as it was, in one chain of hashes (R4.4.6).

domain.py   records, the chain, its verification     store.py   where they lie, and how one is added
"""
