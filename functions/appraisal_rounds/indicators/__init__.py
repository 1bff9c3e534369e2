"""Indicators: what is measured of each post (R4.2.1)."""
