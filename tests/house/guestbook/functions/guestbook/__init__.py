"""The guestbook: what visitors wrote, and that they were thanked."""
