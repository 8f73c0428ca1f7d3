"""`python -m eventdesk.cli`, where the command itself is not on the path."""

from eventdesk.cli import main

main()
