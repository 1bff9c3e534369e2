"""The ground floor of the shop: what every room stands on. It imports no room."""
