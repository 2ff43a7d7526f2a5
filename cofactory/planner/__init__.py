"""programme -> plan: the arrays, the rules, the solver, the answer and its reasons."""
