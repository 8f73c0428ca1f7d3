"""The `eventdesk` command.

Not here: decisions; every command opens one transaction and calls the services that the pages call.
"""
