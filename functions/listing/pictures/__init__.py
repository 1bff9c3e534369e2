"""Pictures: where they lie, which of them are pictures, and the addresses under which they are looked at (R3.1.2)."""
