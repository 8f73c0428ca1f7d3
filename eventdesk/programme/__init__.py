"""The programme: series, events, rooms, tracks, sessions and talks; what happens when and where.

Not here: who appears (speakers), who has a seat (reservations), how visitors see it (public).
"""
