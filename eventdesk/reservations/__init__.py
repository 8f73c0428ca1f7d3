"""Reservations: who registered for the event, who has which seat, who waits, who was there, what they starred.

Not here: what the session is (programme), counting it all up (statistics).
"""
