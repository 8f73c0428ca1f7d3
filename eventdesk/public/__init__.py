"""The front door for visitors: what is on, events, programmes, sessions, speakers, series.

Not here: anything that changes a row.
"""
