"""Runs the command as `python -m eventdesk.cli`, also if `eventdesk` is not on the path."""

from eventdesk.cli import main

main()
