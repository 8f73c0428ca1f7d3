"""Who can come to an event and what they are asked: form builder, answers, invitation codes, capacity, approval.

Not here: seats in sessions (`seats`) and the pages on which people register (`booking`).
"""
