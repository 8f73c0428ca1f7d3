"""The desk: the organiser's home, and the pages and deeds that combine several rooms.

Not here: pages of one room; those stand in that room, under the same /desk/ address.
"""
