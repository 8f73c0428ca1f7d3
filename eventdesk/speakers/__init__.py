"""Speakers: who appears in which session or talk, in which role and order; when they can come; their materials.

Not here: people in general (people), sessions and talks (programme).
"""
