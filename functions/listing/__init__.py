"""Listing: products from their entry to the page (R3.1.2)."""
