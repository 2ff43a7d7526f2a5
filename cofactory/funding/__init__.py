"""Which product each fund may pay for, rule by rule, and what would have to change."""
