"""Every sentence can be translated: it is extracted, and it is one message."""

import ast
import re

import pytest

from tests.pseudo import CLOSE, LONGER_BY, OPEN, PLACEHOLDER, ROOT, UNTOUCHED, extracted, forms_of, pseudo

JOINED = {
    "%(day)s, %(start)s–%(end)s": "a day and its times",
    "%(filter)s “%(value)s”": "a filter and what it is set to",
    "%(last)s, %(start)s–%(end)s (%(zone)s)": "a day, its times and their zone",
    "%(roles)s: %(talks)s": "roles and the talks they are in",
    "%(times)s, %(zone)s": "times and their zone",
    "%(column)s (%(zone)s)": "the heading of a column and the zone of its times",
    "%(question)s: %(answer)s": "a question and an answer to it",
    "%(state)s (%(count)s)": "a state and how many there are",
    "%(status)s: %(address)s": "the state of an email and its address",
    "%(status)s: %(address)s. %(error)s": "the same, and what the mail server said",
    "“%(title)s”: %(where)s": "a session, and where it would be put",
}
"""Messages of placeholders and signs alone, each with what it joins: every other sentence is one message."""


MARKERS = {"gettext", "ngettext", "lazy_gettext", "_l", "N_"}


def marked_in_f_strings(source):
    """Return the lines on which a message is marked inside an f-string: Babel finds those only from Python 3.12 on."""
    f_strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    return [
        inner.lineno
        for node in f_strings
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in MARKERS
    ]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return extracted(tmp_path_factory.mktemp("messages"))


def is_glued(form):
    """Return whether a message is a piece for sticking to another: spaces at an end, or no word of its own."""
    without = re.sub(r"<[^<>]*>", "", PLACEHOLDER.sub("", form))
    return form != form.strip() or not re.search(r"[^\W\d_]", without)


@pytest.mark.parametrize("form", [" or ", "Full: ", "%(a)s, %(b)s", "%(n)d", "…", "", "<b>%(name)s</b>", "2 × 3"])
def test_is_glued_finds_pieces(form):
    assert is_glued(form)


@pytest.mark.parametrize("form", ["Sign in", "%(num)s seats", "<b>Full</b>", "I"])
def test_is_glued_passes_whole_messages(form):
    assert not is_glued(form)


def test_marked_in_f_strings_finds_unextracted_messages():
    assert marked_in_f_strings("a = gettext('A')\nb = f\"{gettext('B')} {a}\"") == [2]


def test_no_message_is_marked_inside_an_f_string():
    files = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "eventdesk").rglob("*.py")}

    assert {name: lines for name, source in files.items() if (lines := marked_in_f_strings(source))} == {}


def test_messages_are_extracted_from_templates_and_code(catalog):
    places = {place.removeprefix(f"{ROOT}/") for message in catalog for place, _ in message.locations}
    kinds = ("eventdesk/", "templates/messages/", "templates/reports/pdf/", "templates/public/", "templates/desk/")

    assert len(catalog) > 1000
    assert [kind for kind in kinds if not any(place.startswith(kind) for place in places)] == []
    assert sum(bool(message.pluralizable) for message in catalog) > 100


def test_no_message_is_a_piece_of_a_sentence(catalog):
    assert {form for form in forms_of(catalog) if is_glued(form)} == JOINED.keys()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Sign in", "⟦Šîğñ îñ ~~~⟧"),
        ("%(num)s seats", "⟦%(num)s šéåťš ~~⟧"),
        ('<a href="%(url)s">Export</a> &amp; 100%%', '⟦<a href="%(url)s">Éxpöŕť</a> &amp; 100%% ~~~~⟧'),
    ],
)
def test_pseudo_leaves_placeholders_and_html(message, expected):
    assert pseudo(message) == expected


def test_pseudo_makes_every_message_longer(catalog):
    forms = forms_of(catalog)

    assert [form for form in forms if len(pseudo(form)) < len(UNTOUCHED.sub("", form)) * (1 + LONGER_BY)] == []
    assert [form for form in forms if PLACEHOLDER.findall(pseudo(form)) != PLACEHOLDER.findall(form)] == []
    assert {pseudo(form)[0] + pseudo(form)[-1] for form in forms} == {OPEN + CLOSE}
