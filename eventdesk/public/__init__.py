"""The pages for visitors: events, programmes, sessions, speakers and series.

Not here: actions that change rows, which are in the packages of their tables.
"""
