"""Shortages: which orders wait for units that were promised and found missing (R3.1.3, R3.2.2)."""
