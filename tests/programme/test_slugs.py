"""Addresses made from titles in any script."""

import pytest

from eventdesk.programme.rules.validation import check_slug, make_slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Cluster Days 2036", "cluster-days-2036"),
        ("Žmonės ir klasteriai", "zmones-ir-klasteriai"),
        ("Łódź: Straße & Co", "lodz-strasse-co"),
        ("L'Europe, Ana’s day", "l-europe-ana-s-day"),
        ("საქართველოს ინოვაციების დღეები", "sakartvelos-inovaciebis-dgeebi"),
        ("أيام العناقيد", "ym-lnqyd"),
        ("Об'єднання України", "ob-iednannia-ukrayini"),
        ("Ημέρες καινοτομίας", "emeres-kainotomias"),
        ("日本語", "ri-ben-yu"),
        ("&#381;", "381"),
        ("x" * 39 + " yy", "x" * 39),
    ],
)
def test_slug_is_made_from_a_title_in_any_script(title, slug):
    assert make_slug(title) == slug
    check_slug(slug)


@pytest.mark.parametrize("title", ["", "…?!", "’’", "😀", "ʻ"])
def test_title_without_letters_has_no_slug(title):
    assert make_slug(title) == ""
