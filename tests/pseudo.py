"""The pseudo-language: text that shows in plain English in it was not translated.

Each message becomes longer and accented, between brackets: "Sign in" reads "⟦Šïgñ ïñ ~~⟧". Placeholders,
HTML tags and entities are not changed. The catalogue is compiled like that of any language.
"""

import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

ROOT = Path(__file__).resolve().parents[1]
LONGER_BY = 0.4
"""The share by which a message gets longer, as short English ones do in German and Finnish."""
OPEN, CLOSE = "⟦", "⟧"

PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*[\d.]*[a-zA-Z]|%%|\{\w+\}")
"""Placeholders: of gettext, and in braces those of scripts."""
UNTOUCHED = re.compile(rf"{PLACEHOLDER.pattern}|<[^<>]*>|&#?\w+;")
"""Parts that a translator does not change: placeholders, tags and entities."""
PLAIN, ACCENTED = "AaCcDdEeGgIiKkLlNnOoRrSsTtUuYyZz", "ÅåČčĎďÉéĞğÎîĶķĹĺÑñÖöŔŕŠšŤťÛûÝýŽž"
ACCENTS, ACCENTS_OFF = str.maketrans(PLAIN, ACCENTED), str.maketrans(ACCENTED, PLAIN)


def pseudo(message: str) -> str:
    """Return `message` in the pseudo-language: "%(num)s seats" reads "⟦%(num)s šéåťš ~~⟧"."""
    pieces, at = [], 0
    for match in UNTOUCHED.finditer(message):
        pieces += [message[at : match.start()].translate(ACCENTS), match.group()]
        at = match.end()
    pieces.append(message[at:].translate(ACCENTS))
    letters = len(UNTOUCHED.sub("", message))
    # In groups of six, since real languages can be wrapped, too.
    more = "~" * max(2, round(letters * LONGER_BY))
    padding = " ".join(more[i : i + 6] for i in range(0, len(more), 6))
    return f"{OPEN}{''.join(pieces)} {padding}{CLOSE}"


def plain(text: str) -> str:
    """Return a text in the pseudo-language as English: "šéåťš ~~⟧" reads "seats"."""
    return " ".join(re.sub(f"[{OPEN}{CLOSE}~]", "", text).translate(ACCENTS_OFF).split())


def extracted(folder: Path) -> Catalog:
    """Return all messages of eventdesk, extracted as by `make messages` into a file in `folder`."""
    line = re.search(r"^EXTRACT := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert line, "EXTRACT is missing in the Makefile"
    options = [str(ROOT / word) if word == "babel.cfg" else word for word in shlex.split(line.group(1))]
    target = folder / "messages.pot"
    CommandLineInterface().run(["pybabel", *options, "--output", str(target), str(ROOT)])
    with target.open("rb") as file:
        return read_po(file)


def compile_pseudo(folder: Path, locale: str = "en_GB") -> Catalog:
    """Write the catalogue of the pseudo-language to `folder` as that of `locale`, and return it."""
    catalog = Catalog(locale=locale)
    for message in extracted(folder):
        if message.id:
            forms = [message.id] if isinstance(message.id, str) else message.id
            translated = tuple(pseudo(form) for form in forms)
            catalog.add(message.id, translated if message.pluralizable else translated[0], context=message.context)
    target = folder / locale / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalog)
    return catalog


def forms_of(catalog: Catalog) -> list[str]:
    """Return all messages of a catalogue, singular and plural, without the header."""
    messages = [message.id for message in catalog if message.id]
    return [form for forms in messages for form in ([forms] if isinstance(forms, str) else forms)]


@contextmanager
def speaking_pseudo(app: Flask, folder: Path) -> Iterator[None]:
    """Translate `app` with the catalogues in `folder`; empty its caches before and afterwards."""
    configuration = app.extensions["babel"]
    before = configuration.translation_directories
    configuration.translation_directories = [str(folder)]
    _forget_texts(app)
    try:
        yield
    finally:
        configuration.translation_directories = before
        _forget_texts(app)


def _forget_texts(app: Flask) -> None:
    """Empty the caches of texts: catalogues, modules of templates, and cached functions."""
    with app.app_context():
        app.extensions["babel"].instance.domain_instance.cache.clear()
    for template in app.jinja_env.cache.values():
        template._module = None
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "eventdesk":
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()
