"""People: everyone who can appear anywhere, as speaker, participant or organiser, and their organisations.

Not here: how people sign in (accounts), who speaks where (speakers), who registers for an event (registration).
"""
