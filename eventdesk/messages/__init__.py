"""Mails: their templates, the links in them, and in which language they are written.

Not here: who is written to and when, which the services of each package decide by queueing mails in the outbox, and
handing mails to the mail server, which is the worker's (`cli`).
"""
