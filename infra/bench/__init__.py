"""Measures the performance budgets: `make bench`. See `__main__` for what is printed."""
