"""Accounts: signing in, roles in an event, one-time links; who is acting now.

Not here: what a role allows (permissions), the person behind an account (people).
"""
