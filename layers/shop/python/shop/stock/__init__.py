"""Stock: what is asked of it, and the only ways in which it changes."""
