"""Jalon: the lifecycle, the history and the documents of the contracts of “Territoires d’industrie”."""
