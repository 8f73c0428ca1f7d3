"""What participants do: register with or without a seat, confirm an address, reserve, change and cancel.

Not here: the rules behind it (`registration`, `seats`) and the organiser's list (`attendees`).
"""
