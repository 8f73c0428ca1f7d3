"""What every page of eventdesk must be like, checked each time a test visits one."""

from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


def parse(html: str) -> BeautifulSoup:
    """Return the page as a browser would understand it."""
    return BeautifulSoup(html, "html5lib")


def words(tag: Tag | None) -> str:
    """Return the text of `tag` with its spaces made single; "" for None."""
    return " ".join(tag.get_text(" ").split()) if tag else ""


def page_faults(page: BeautifulSoup, app: Flask, path: str) -> list[str]:
    """Return what is wrong with a page, each fault with the tag it is about; none is the expected answer."""
    ids = [tag["id"] for tag in page.select("[id]")]
    return [
        *_heading_faults(page),
        *(f"id used twice: {name}" for name in sorted({name for name in ids if ids.count(name) > 1})),
        *_reference_faults(page, set(ids)),
        *_field_faults(page),
        *_form_faults(page, app, path),
        *(f"image without alt: {tag}" for tag in page.select("img:not([alt])")),
        *_inline_faults(page),
        *_link_faults(page, app, path, set(ids)),
    ]


def _heading_faults(page: BeautifulSoup) -> list[str]:
    headings = page.select("h1")
    if len(headings) != 1:
        return [f"{len(headings)} h1 instead of one"]
    said, title = words(headings[0]), words(page.title)
    faults = [] if said else ["the h1 is empty"]
    if not title.removeprefix("Error: ").startswith(said):
        faults.append(f"the title {title!r} does not start with the h1 {said!r}")
    if not page.html or not page.html.get("lang"):
        faults.append("html has no lang")
    if len(page.select("main")) != 1:
        faults.append("not exactly one main")
    levels = [int(tag.name[1]) for tag in page.select("h1, h2, h3, h4, h5, h6")]
    jumps = [f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1]
    return faults + jumps


def _reference_faults(page: BeautifulSoup, ids: set[str]) -> list[str]:
    return [
        f"{attribute} names a missing id {name}: {_short(tag)}"
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers")
        for tag in page.select(f"[{attribute}]")
        for name in str(" ".join(tag[attribute]) if isinstance(tag[attribute], list) else tag[attribute]).split()
        if name not in ids
    ]


def _field_faults(page: BeautifulSoup) -> list[str]:
    faults = []
    for tag in page.select("input, select, textarea"):
        if tag.name == "input" and tag.get("type", "text") in UNLABELLED:
            continue
        by_id = tag.get("id") and page.select_one(f'label[for="{tag["id"]}"]')
        if not (words(by_id or None) or tag.find_parent("label") or _named(tag)):
            faults.append(f"field without a label: {_short(tag)}")
    for tag in page.select("button, a[href], summary, [role=button]"):
        pictured = any(image.get("alt") for image in tag.select("img")) or tag.select("svg title")
        if not (words(tag) or _named(tag) or pictured):
            faults.append(f"nothing says what this does: {_short(tag)}")
    return faults


def _named(tag: Tag) -> bool:
    return bool(tag.get("aria-label") or tag.get("aria-labelledby"))


def _form_faults(page: BeautifulSoup, app: Flask, path: str) -> list[str]:
    faults = []
    for form in page.select("form"):
        method = str(form.get("method", "get")).upper()
        if not form.get("action"):
            faults.append(f"form without an action: {_short(form)}")
        elif problem := _unresolved(app, urljoin(path, str(form["action"])), method):
            faults.append(f"form's {problem}")
        tokens = [tag.get("value") for tag in form.select('input[name="csrf_token"]')]
        if method == "POST" and not (len(tokens) == 1 and tokens[0]):
            faults.append(f"not exactly one csrf_token with a value: {_short(form)}")
        if method == "GET" and tokens:
            faults.append(f"a GET form would put its csrf_token into the address: {_short(form)}")
        if not form.select("button:not([type=button]), input[type=submit]") and not form.get("id"):
            faults.append(f"form without a button: {_short(form)}")
    return faults


def _inline_faults(page: BeautifulSoup) -> list[str]:
    return [
        *(f"style element: {_short(tag)}" for tag in page.select("style")),
        *(f"inline style: {_short(tag)}" for tag in page.select("[style]")),
        *(
            f"inline script: {_short(tag)}"
            for tag in page.select("script:not([src])")
            if not str(tag.get("type", "")).startswith("application/")
        ),
        *(
            f"inline {name}: {_short(tag)}"
            for tag in page.find_all(True)
            for name in tag.attrs
            if name.startswith("on")
        ),
    ]


def _link_faults(page: BeautifulSoup, app: Flask, path: str, ids: set[str]) -> list[str]:
    faults = []
    for attribute in ("href", "src", "hx-get", "hx-post"):
        for tag in page.select(f"[{attribute}]"):
            target = str(tag[attribute])
            if tag.find_parent("svg") and target.startswith("#"):
                continue
            if target.startswith("#"):
                if target[1:] and unquote(target[1:]) not in ids:
                    faults.append(f"link to a missing id: {_short(tag)}")
            elif problem := _unresolved(app, urljoin(path, target), "POST" if attribute == "hx-post" else "GET"):
                faults.append(problem)
    return faults


def _unresolved(app: Flask, address: str, method: str) -> str:
    """Return why an address of our own leads nowhere, or "" where it leads somewhere or is not our own."""
    parts = urlsplit(address)
    if parts.scheme in ("mailto", "webcal", "tel") or parts.netloc not in ("", "localhost"):
        return ""
    if parts.scheme not in ("", "http", "https"):
        return f"address is of a strange kind: {address}"
    try:
        endpoint, arguments = app.url_map.bind("localhost").match(unquote(parts.path), method)
    except RequestRedirect as redirect:
        return f"address {address} is redirected to {redirect.new_url}: write that"
    except HTTPException as problem:
        return f"address leads nowhere ({problem.code} for {method}): {address}"
    if endpoint == "static" and not (app.static_folder and _is_file(app.static_folder, arguments["filename"])):
        return f"static file is missing: {address}"
    return ""


def _is_file(folder: str, name: str) -> bool:
    return (Path(folder) / name).is_file()


def _short(tag: Tag) -> str:
    return str(tag).replace("\n", " ")[:160]
