"""Documents in, claims out: the ledger of what was read and decided, and what holds at a date."""
