"""Emails: their templates, links, language and headers.

Not here: who receives which email and when, which the services of each package decide by queueing emails in the
outbox; and handing emails to the mail server, which the worker in `cli` does.
"""
