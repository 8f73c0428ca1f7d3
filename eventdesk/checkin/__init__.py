"""Check-in at sessions: attendee lists on a phone and on paper, walk-ins, tickets.

Not here: who has a seat (`seats`).
"""
