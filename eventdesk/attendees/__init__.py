"""The organiser's list of registrations: search, one record, bulk actions, exports and messages.

Not here: the registration form (`registration`) and the attendee list of a session (`checkin`).
"""
