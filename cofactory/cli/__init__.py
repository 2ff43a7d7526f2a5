"""The command line: one command per verb, each calling the same function as Python does."""
