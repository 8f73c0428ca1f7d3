"""HTML for printing: the frame of every document, and errors of templates."""

from gettext import NullTranslations

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from eventdesk.printing.html import environment, render_html

ENGLISH = {"language": "en", "translations": NullTranslations()}
DOCUMENT = """
{% extends "printing/document.html" %}
{% set language, author, style_sheet = "en", writer, "ticket.css" %}
{% block title %}A &amp; B{% endblock %}
{% block description %}Both{% endblock %}
{% block body %}
<p>{{ name }}</p>
{% endblock %}
"""


def lines(**values):
    printed = environment(**ENGLISH).from_string(DOCUMENT).render(values)
    return [line for line in printed.splitlines() if line]


def test_document_has_language_title_author_and_styles():
    assert lines(writer="Baltic <b>", name="Ana\x1b & Co") == [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        "<title>A &amp; B</title>",
        '<meta name="author" content="Baltic &lt;b&gt;">',
        '<meta name="description" content="Both">',
        '<meta name="generator" content="eventdesk">',
        '<link rel="stylesheet" href="print:/fonts.css">',
        '<link rel="stylesheet" href="print:/ticket.css">',
        "<style>",
        "</style>",
        "</head>",
        "<body>",
        "<p>Ana &amp; Co</p>",
        "</body>",
        "</html>",
    ]


def test_document_without_an_author():
    assert [line for line in lines(writer="", name="Ana") if "author" in line] == []


def test_missing_value_is_an_error():
    with pytest.raises(UndefinedError, match="'language' is undefined"):
        render_html("printing/document.html", {}, **ENGLISH)


def test_unknown_template_is_an_error():
    with pytest.raises(TemplateNotFound):
        render_html("printing/nothing.html", {}, **ENGLISH)
