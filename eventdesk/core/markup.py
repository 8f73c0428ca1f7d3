"""Markdown by authors, rendered as safe HTML."""

from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MAX_LENGTH = 20_000
"""Characters that are rendered; the rest is cut off, since long hostile input makes Markdown parsers slow."""

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre", "hr", "h3", "h4"}


@lru_cache
def _parser() -> "MarkdownIt":
    """Return the parser. It is imported with the first text, which saves time at start-up."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).disable(["image"])


@lru_cache(maxsize=2048)
def to_html(markdown: str) -> str:
    """Return `markdown` as HTML that is safe in any page: no images, scripts, styles or unsafe links.

    Headings become h3 and h4, since h1 and h2 are the page's own.
    """
    parser = _parser()
    tokens = parser.parse(markdown[:MAX_LENGTH])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag == "h1" else "h4"
    return nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )


def to_text(markdown: str) -> str:
    """Return `markdown` as plain text, for calendars, emails and search."""
    return unescape(nh3.clean(to_html(markdown), tags=set(), attributes={})).strip()
