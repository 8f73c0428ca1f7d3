"""Check-in: the ticket of a registration, which is shown at the door.

Not here: how a PDF is made from HTML (`printing`), and registering itself (`reservations`).
"""
