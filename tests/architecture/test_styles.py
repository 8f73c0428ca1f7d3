"""The style sheets: one file for each component, current bundles, no unused classes, colours in tokens only."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from eventdesk.programme.rules.brand_colour import accent_sheet
from tools.build_css import BUNDLES, COMMENT, CSS, bundle
from tools.grid_classes import sheets

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
GENERATED = {*(f"generated/{name}.css" for name in BUNDLES), *(f"generated/{name}" for name in sheets())}
OURS = {
    name: file.read_text(encoding="utf-8")
    for file in sorted(CSS.rglob("*.css"))
    if (name := str(file.relative_to(CSS))) not in GENERATED
}
SHEETS = {
    **{str(file.relative_to(STATIC)): file.read_text(encoding="utf-8") for file in sorted(STATIC.rglob("*.css"))},
    "of the accents": accent_sheet(["005f6b", "a6195b"]),
}
SOURCES = "\n".join(
    file.read_text(encoding="utf-8")
    for folder, kind in (("templates", "html"), ("static/js", "js"), ("eventdesk", "py"))
    for file in sorted((ROOT / folder).rglob(f"*.{kind}"))
)
DARK = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{((?:[^{}]|\{[^{}]*\})*)\}")
COLOUR = re.compile(r"\s*--[\w-]+\s*:\s*(#[0-9a-f]{3,8}|url\([^)]*\))\s*", re.IGNORECASE)
MAX_LINES = 300
MAX_FILES_OF_A_CLASS = 2
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
ARGUMENTS = re.compile(r"\([^()]*\)")
OF_BOOTSTRAP = {"form-check", "form-check-input", "form-control", "form-select"}
TOKENS = set(re.findall(r"[\w-]+", SOURCES))
FRAGMENTS = {part for text in re.findall(r"[\"']([a-z][a-z _-]{0,40})[\"']", SOURCES) for part in text.split()}
"""Words between quotation marks: if a template writes `is-{{ … }}`, one of them completes the class."""


def preludes(sheet: str) -> list[str]:
    """Return the selectors of each rule of a style sheet, as written."""
    written = re.findall(r"([^{};]+)\{", COMMENT.sub("", sheet))
    return [prelude for prelude in written if not prelude.strip().startswith("@")]


def selectors(sheet: str) -> list[str]:
    """Return every selector of a style sheet, without arguments in parentheses."""
    single = []
    for prelude in preludes(sheet):
        bare = prelude
        while ARGUMENTS.search(bare):
            bare = ARGUMENTS.sub("", bare)
        single += [selector.strip() for selector in bare.split(",")]
    return single


def styled(sheet: str) -> set[str]:
    """Return the classes that a style sheet styles: those on the last element of a selector, states left out."""
    last = [re.split(r"[\s>+~]+", selector)[-1] for selector in selectors(sheet)]
    return {name for part in last for name in CLASS.findall(part) if name.startswith("ed-")}


def is_used(name: str) -> bool:
    """Return whether a template or a script writes the class, whole or as `is-` and a word."""
    if name in OF_BOOTSTRAP or name in TOKENS:
        return True
    word = name.removeprefix("is-")
    return word != name and bool({word, word.replace("-", "_")} & FRAGMENTS)


def homes(files: dict[str, str]) -> dict[str, list[str]]:
    """Return the files that style each class."""
    by_class = defaultdict(list)
    for name, sheet in files.items():
        for css_class in styled(sheet):
            by_class[css_class].append(name)
    return by_class


def declared(sheet: str) -> list[str]:
    """Return what a stylesheet declares for one colour scheme alone."""
    rules = [body for block in DARK.findall(sheet) for body in re.findall(r"\{([^{}]*)\}", block)]
    return [declaration for body in rules for declaration in body.split(";") if declaration.strip()]


def test_styled_names_classes_of_the_last_element_only():
    sheet = "@media print { .ed-a .ed-b:not(.ed-c) > p, .ed-d.is-open { color: red } }\n/* .ed-e { */ .ed-f + .ed-g { top: 0 }"

    assert styled(sheet) == {"ed-d", "ed-g"}


def test_unknown_class_is_not_used():
    assert (is_used("ed-no-such-class"), is_used("is-no-such-state"), is_used("ed-button")) == (False, False, True)


def test_no_class_is_styled_in_three_files():
    assert {name: files for name, files in homes(OURS).items() if len(files) > MAX_FILES_OF_A_CLASS} == {}


def test_files_are_short():
    lengths = {name: len(sheet.splitlines()) for name, sheet in OURS.items()}

    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_every_class_is_used():
    names = {name for sheet in OURS.values() for prelude in preludes(sheet) for name in CLASS.findall(prelude)}

    assert sorted(name for name in names if not re.fullmatch(r"[cl]-\d(-\d)?", name) and not is_used(name)) == []


def test_every_file_is_in_a_bundle():
    joined = {f"{part}.css" for parts in BUNDLES.values() for part in parts}

    assert joined == {*OURS, *(f"generated/{name}" for name in sheets())}


def test_every_bundle_is_loaded():
    assert set(re.findall(r"static_url\('css/([^']+)\.css'\)", SOURCES)) == {f"generated/{name}" for name in BUNDLES}


@pytest.mark.parametrize("name", BUNDLES)
def test_bundle_is_current(name):
    """`make css` writes it."""
    assert (CSS / "generated" / f"{name}.css").read_text(encoding="utf-8") == bundle(name)


def test_grid_classes_are_current():
    """`make css` writes them."""
    assert {name: (CSS / "generated" / name).read_text(encoding="utf-8") for name in sheets()} == sheets()


def test_generated_folder_holds_nothing_else():
    assert {f"generated/{file.name}" for file in (CSS / "generated").iterdir()} == GENERATED


@pytest.mark.parametrize("name", SHEETS)
def test_colour_scheme_changes_tokens_of_colours_only(name):
    assert [declaration for declaration in declared(SHEETS[name]) if not COLOUR.fullmatch(declaration)] == []


def test_colour_schemes_are_declared_in_three_sheets():
    declaring = {name for name, sheet in SHEETS.items() if declared(sheet)}

    assert declaring == {"css/foundations/tokens.css", "css/generated/site.css", "of the accents"}


def test_scripts_do_not_ask_for_the_colour_scheme():
    names = [file.name for file in STATIC.rglob("*.js") if "prefers-color-scheme" in file.read_text()]

    assert names == []
