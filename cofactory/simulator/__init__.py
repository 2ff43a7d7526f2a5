"""Programme and plan to runs: one plan followed through many possible futures."""
