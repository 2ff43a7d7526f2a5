"""Many plans of one programme, and what may be said of their differences."""
