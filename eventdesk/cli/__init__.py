"""The `eventdesk` command.

Not here: decisions; every command opens one transaction and calls the services that the pages call.
"""

import sys

import click

from eventdesk.cli import exports as results
from eventdesk.cli import maintenance as care
from eventdesk.cli import people
from eventdesk.cli import server as serving
from eventdesk.core.errors import DomainError
from eventdesk.core.settings import BadSetting


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def eventdesk() -> None:
    """Run eventdesk: serve it, look after its data, and get results out of it."""


for module in (serving, people, results, care):
    for command in module.COMMANDS:
        eventdesk.add_command(command)


def main() -> None:
    """Run the command line: exit 0 when done, else non-zero with one line on standard error."""
    try:
        eventdesk.main(standalone_mode=False)
    except click.ClickException as problem:
        sys.exit(_say(problem.format_message(), problem.exit_code))
    except click.exceptions.Abort:
        sys.exit(_say("Stopped.", 130))
    except (BadSetting, DomainError, OSError) as problem:
        sys.exit(_say(str(problem), 1))


def _say(line: str, code: int) -> int:
    click.echo(" ".join(line.split()), err=True)
    return code
