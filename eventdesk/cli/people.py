"""Commands that create people and sign-in links: create-admin, create-person, sign-in-link."""

import csv
import sys
from pathlib import Path

import click

from eventdesk.accounts import services as accounts
from eventdesk.accounts.passwords import hash_password
from eventdesk.accounts.queries import account_of
from eventdesk.accounts.rules import is_email
from eventdesk.cli.context import application, settings_of
from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.people import queries, services


def _add(email: str, name: str, password_hash: str | None, *, is_admin: bool = False) -> None:
    """Add a person with an account, or update the account of an existing person."""
    if not is_email(email):
        raise click.ClickException(f"{email} is not an email address.")
    now = clock.now()
    person = queries.person_by_email(email) or services.add_person(name, email=email, now=now)
    account = account_of(person.id)
    if account is None:
        accounts.create_account(person, password_hash=password_hash, is_admin=is_admin, now=now)
        return
    account.is_admin = account.is_admin or is_admin
    if password_hash:
        account.password_hash = password_hash
        accounts.revoke_all_sign_ins(person.id, now=now)


@click.command("create-admin")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--password", help="Without a password, they sign in with links sent by email.")
def create_admin(email: str, name: str, password: str | None) -> None:
    """Add an administrator, or make an existing person one."""
    password_hash = hash_password(password) if password else None
    with application(), transaction():
        _add(email, name, password_hash, is_admin=True)
    click.echo(email)


@click.command("create-person")
@click.argument("email", required=False)
@click.option("--name", help="The person's name.")
@click.option("--password", help="Without a password, they sign in with links sent by email.")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with the columns email and name.",
)
def create_person(email: str | None, name: str | None, password: str | None, source: Path | None) -> None:
    """Add a person who can sign in, or all people in a CSV file."""
    if source:
        with source.open(encoding="utf-8-sig", newline="") as file:
            rows = [(row.get("email") or "", row.get("name") or "") for row in csv.DictReader(file)]
    elif email and name:
        rows = [(email, name)]
    else:
        raise click.UsageError("Give an email address and --name, or --from FILE.csv.")
    for number, (address, full_name) in enumerate(rows, 1):
        if not is_email(address) or not full_name.strip():
            raise click.ClickException(f"Row {number} must have an email address and a name.")
    password_hash = hash_password(password) if password else None
    with application(), transaction(), click.progressbar(rows, file=sys.stderr, label="Adding people") as bar:
        for address, full_name in bar:
            _add(address, full_name, password_hash)
    click.echo(rows[-1][0] if rows else "")


@click.command("sign-in-link")
@click.argument("emails", nargs=-1)
def sign_in_link(emails: tuple[str, ...]) -> None:
    """Print a one-time sign-in link for each EMAIL, or else for each line of standard input, in order."""
    addresses = emails or tuple(line.strip() for line in sys.stdin if line.strip())
    with application() as app:
        unknown = [address for address in addresses if queries.person_by_email(address) is None]
        if unknown:
            raise click.ClickException(f"No one has the address {unknown[0]}.")
        with transaction():
            tokens = [accounts.make_sign_in_link(address, now=clock.now()) for address in addresses]
        for token in tokens:
            click.echo(f"{settings_of(app).base_url}/sign-in/{token}")


COMMANDS = (create_admin, create_person, sign_in_link)
