"""The capacity of sessions: reservations, waiting lists, quotas, approval and invitation.

Not here: registering for the event (`registration`) and the participant's pages (`booking`).
"""
