"""The programme: series, events, rooms, tracks, sessions and talks; what happens when and where.

Not here: who appears in a session (speakers), who has a seat (seats), the pages for visitors (public).
"""
