"""HTML for the printer: what a template is given, and what every printed document starts with."""

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


def test_document_has_language_title_author_and_the_fonts_before_its_own_styles():
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


def test_document_without_an_author_names_none():
    assert [line for line in lines(writer="", name="Ana") if "author" in line] == []


def test_value_that_was_not_given_is_an_error():
    with pytest.raises(UndefinedError, match="'language' is undefined"):
        render_html("printing/document.html", {}, **ENGLISH)


def test_unknown_template_is_an_error():
    with pytest.raises(TemplateNotFound):
        render_html("printing/nothing.html", {}, **ENGLISH)
