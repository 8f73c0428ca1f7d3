"""Core: database, errors, clock, codes, audit trail, outbox and stored files, which every other package uses.

Not here: anything about events, and anything of Flask's request. `db.py` holds Flask-SQLAlchemy and is the one module
below `web` that imports Flask at all.
"""
