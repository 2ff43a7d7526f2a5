"""Floor 0: the words every other floor speaks: problems, tables, cells, distributions, periods."""
