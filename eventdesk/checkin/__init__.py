"""The door: checking people in, walk-ins, attendee lists and tickets.

Not here: who has a seat (`seats`).
"""
