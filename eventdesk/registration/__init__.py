"""Who may come to an event and what they are asked: the form builder, answers, invitation codes, capacity and approval.

Not here: seats in sessions (`seats`) and the pages on which people register (`booking`).
"""
