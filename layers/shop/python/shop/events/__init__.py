"""Events: recording them with their change, reading them back, reacting to them."""
