"""The rules for every page of eventdesk, checked each time a test visits one."""

from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
REFERENCES = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers"}
LINKS = {"href", "src", "hx-get", "hx-post"}


def parse(html: str) -> BeautifulSoup:
    """Return the page, parsed as in a browser."""
    return BeautifulSoup(html, "html5lib")


def text_of(tag: Tag | None) -> str:
    """Return the text of `tag` with single spaces, or "" for None."""
    return " ".join(tag.get_text(" ").split()) if tag else ""


def page_faults(page: BeautifulSoup, app: Flask, path: str) -> list[str]:
    """Return the faults of a page, each with its tag; the expected result is an empty list."""
    tags = page.find_all(True)
    ids = [str(tag["id"]) for tag in tags if "id" in tag.attrs]
    return [
        *_heading_faults(page, tags),
        *(f"id used twice: {name}" for name in sorted({name for name in ids if ids.count(name) > 1})),
        *_reference_faults(tags, set(ids)),
        *_field_faults(tags),
        *_form_faults(tags, app, path),
        *(f"image without alt: {_short(tag)}" for tag in tags if tag.name == "img" and "alt" not in tag.attrs),
        *_inline_faults(tags),
        *_link_faults(tags, app, path, set(ids)),
    ]


def _heading_faults(page: BeautifulSoup, tags: list[Tag]) -> list[str]:
    headings = [tag for tag in tags if tag.name == "h1"]
    if len(headings) != 1:
        return [f"{len(headings)} h1 instead of one"]
    heading, title = text_of(headings[0]), text_of(page.title)
    faults = [] if heading else ["the h1 is empty"]
    if not title.removeprefix("Error: ").startswith(heading):
        faults.append(f"the title {title!r} does not start with the h1 {heading!r}")
    if not page.html or not page.html.get("lang"):
        faults.append("html has no lang")
    if sum(tag.name == "main" for tag in tags) != 1:
        faults.append("not exactly one main")
    levels = [int(tag.name[1]) for tag in tags if tag.name in HEADINGS]
    return faults + [f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1]


def _reference_faults(tags: list[Tag], ids: set[str]) -> list[str]:
    return [
        f"{attribute} names a missing id {name}: {_short(tag)}"
        for tag in tags
        for attribute in REFERENCES & tag.attrs.keys()
        for name in _several(tag[attribute])
        if name not in ids
    ]


def _several(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else value.split()


def _field_faults(tags: list[Tag]) -> list[str]:
    labelled = {str(tag["for"]) for tag in tags if tag.name == "label" and "for" in tag.attrs and text_of(tag)}
    faults = []
    for tag in tags:
        if tag.name in ("select", "textarea") or (tag.name == "input" and tag.get("type", "text") not in UNLABELLED):
            if not (tag.get("id") in labelled or tag.find_parent("label") or _named(tag)):
                faults.append(f"field without a label: {_short(tag)}")
        elif _is_pressed(tag) and not (text_of(tag) or _named(tag) or _pictured(tag)):
            faults.append(f"link or button without a text: {_short(tag)}")
    return faults


def _is_pressed(tag: Tag) -> bool:
    is_link = tag.name == "a" and "href" in tag.attrs
    return is_link or tag.name in ("button", "summary") or tag.get("role") == "button"


def _named(tag: Tag) -> bool:
    return bool(tag.get("aria-label") or tag.get("aria-labelledby"))


def _pictured(tag: Tag) -> bool:
    return any(image.get("alt") for image in tag.find_all("img")) or any(
        text_of(title) for title in tag.find_all("title")
    )


def _form_faults(tags: list[Tag], app: Flask, path: str) -> list[str]:
    faults = []
    for form in (tag for tag in tags if tag.name == "form"):
        method = str(form.get("method", "get")).upper()
        if not form.get("action"):
            faults.append(f"form without an action: {_short(form)}")
        elif problem := _unresolved(app, urljoin(path, str(form["action"])), method):
            faults.append(f"form's {problem}")
        tokens = [tag.get("value") for tag in form.find_all("input", attrs={"name": "csrf_token"})]
        if method == "POST" and not (len(tokens) == 1 and tokens[0]):
            faults.append(f"not exactly one csrf_token with a value: {_short(form)}")
        if method == "GET" and tokens:
            faults.append(f"a GET form would put its csrf_token into the address: {_short(form)}")
        sending = [tag for tag in form.find_all(["button", "input"]) if _sends(tag)]
        if not sending and not form.get("id"):
            faults.append(f"form without a button: {_short(form)}")
    return faults


def _sends(tag: Tag) -> bool:
    return tag.get("type", "submit" if tag.name == "button" else "text") in ("submit", "image")


def _inline_faults(tags: list[Tag]) -> list[str]:
    faults = []
    for tag in tags:
        if tag.name == "style":
            faults.append(f"style element: {_short(tag)}")
        if tag.name == "script" and "src" not in tag.attrs and not str(tag.get("type")).startswith("application/"):
            faults.append(f"inline script: {_short(tag)}")
        faults += [f"inline {name}: {_short(tag)}" for name in tag.attrs if name == "style" or name.startswith("on")]
    return faults


def _link_faults(tags: list[Tag], app: Flask, path: str, ids: set[str]) -> list[str]:
    faults = []
    for tag in tags:
        for attribute in LINKS & tag.attrs.keys():
            target = str(tag[attribute])
            if target.startswith("#"):
                in_picture = tag.name == "use"
                if target[1:] and unquote(target[1:]) not in ids and not in_picture:
                    faults.append(f"link to a missing id: {_short(tag)}")
            elif problem := _unresolved(app, urljoin(path, target), "POST" if attribute == "hx-post" else "GET"):
                faults.append(problem)
    return faults


def _unresolved(app: Flask, address: str, method: str) -> str:
    """Return why an address of this site leads nowhere, or "" if it leads somewhere or to another site."""
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
