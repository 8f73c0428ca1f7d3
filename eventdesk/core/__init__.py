"""Core: the database, errors, clock, codes, audit trail and outbox that every room stands on.

Not here: anything of an event, and anything of Flask's request. `db.py` holds Flask-SQLAlchemy and is the one
module below the web floor that knows Flask at all.
"""
