"""Statistics: an event's figures, read from registrations, seats and check-ins.

Not here: anything that changes a row; the printed report (reports).
"""
