"""Speakers: who appears in which session or talk, in which part and order; and the material they leave.

Not here: the persons themselves (people), the sessions (programme).
"""
