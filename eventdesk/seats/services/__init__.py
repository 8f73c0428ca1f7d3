"""Verbs that change rows, by subject."""
