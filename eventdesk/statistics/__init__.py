"""Statistics: the page of an event's figures, and the same figures as CSV and JSON.

Not here: how anything is counted and what it is called (figures); the printed report (reports).
"""
