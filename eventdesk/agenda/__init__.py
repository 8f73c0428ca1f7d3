"""A participant's agenda: seats and favourites in order of time, and what changed since they last looked.

Not here: the organiser's planning board (`desk`).
"""
