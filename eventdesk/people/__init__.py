"""People: everybody who can appear anywhere, as speaker, participant or organiser, and their organisations.

Not here: how somebody signs in (accounts), where somebody speaks (speakers), who comes (reservations).
"""
