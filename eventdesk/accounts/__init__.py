"""Accounts: signing up and in, one-time links, event roles, and the identity of a signed-in browser.

Not here: what a role allows (permissions), the person behind an account (people).
"""
