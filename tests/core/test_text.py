"""Normalised text, and Markdown."""

import pytest

from eventdesk.core.markup import MAX_LENGTH, to_html, to_text
from eventdesk.core.text import clean_line, clean_text, email_key, search_key


@pytest.mark.parametrize(
    "spelling", ["Anna@Example.org", " anna@example.org ", "ANNA@EXAMPLE.ORG", "ａｎｎａ@example.org"]
)
def test_email_key_is_the_same_for_every_spelling(spelling):
    assert email_key(spelling) == "anna@example.org"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Dvořák  Tomáš", "dvorak tomas"),
        ("ΆΛΦΑ", "αλφα"),
        ("Straße", "strasse"),
        ("გელაშვილი", "გელაშვილი"),
        ("İ", "i"),
    ],
)
def test_search_key_ignores_accents_and_case_in_every_script(text, key):
    assert search_key(text) == key


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Οδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
        ("ᾍδης", "αδης"),
        ("ışık", "IŞIK"),
        ("İstanbul", "istanbul"),
        ("Straße", "STRASSE"),
        ("თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("أحمد", "احمد"),
        ("کتاب", "كتاب"),
        ("שלום", "שלומ"),
        ("école", "E\u0301COLE"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("Ћирилица Ёлка", "ћирилица елка"),
        ("Мар’яна", "мар'яна"),
        ("O’Brien", "obrien"),
        ("٢٠٢٦", "2026"),
        ("ﬁnance", "FINANCE"),
        ("ｆｕｌｌ", "full"),
        ("co\u00adoperation", "cooperation"),
        ("Երեւան", "Երևան"),
        ("한국", "한국"),
    ],
)
def test_search_key_is_the_same_for_every_spelling(text, query):
    assert search_key(text) == search_key(query)


@pytest.mark.parametrize(("text", "other"), [("Bonn", "Born"), ("かな", "カナ"), ("Баку", "Баки")])
def test_search_key_differs_between_names(text, other):
    assert search_key(text) != search_key(other)


def test_clean_line_removes_breaks_and_control_characters():
    assert clean_line(" a\r\n\x00b\u2028 c\t") == "a b c"


def test_clean_text_has_line_breaks_and_is_composed():
    assert clean_text("e\u0301\r\nb\x00\u2029c") == "é\nb\n\nc"


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "![a](http://example.org/x.png)",
        "<script>x</script>",
        "[a](data:text/html,x)",
        "[a](java\tscript:x)",
        '<a href="x" onclick="y">z</a>',
        "[a](file:///etc/passwd)",
    ],
)
def test_to_html_removes_active_content(hostile):
    html = to_html(hostile)

    assert not any(
        mark in html for mark in ("<img", "<script", 'href="javascript', 'href="data', 'href="file', '<a href="x" ')
    )


def test_to_html_headings_stay_below_those_of_the_page():
    assert to_html("# One\n\n## Two\n\n##### Five") == "<h3>One</h3>\n<h4>Two</h4>\n<h4>Five</h4>\n"


def test_to_html_adds_rel_to_links():
    assert to_html("[b](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener nofollow">b</a></p>\n'
    )


def test_to_html_of_hostile_length_is_cut():
    assert len(to_text("a" * (MAX_LENGTH + 500))) == MAX_LENGTH


def test_to_text_is_plain():
    assert to_text("**Bold** & <i>") == "Bold & <i>"
