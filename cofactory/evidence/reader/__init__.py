"""Reads a text with the programme's names in hand and proposes claims, each anchored to its exact words."""
