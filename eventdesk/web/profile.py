"""The profile of a person, as forms ask for it: sign-up, registration, my details."""

from functools import lru_cache

from babel import Locale
from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import SelectField, StringField
from wtforms.validators import Length

from eventdesk.core.text import N_, search_key
from eventdesk.people.models import STAKEHOLDER_KINDS
from eventdesk.web.forms import Form, Required, one_line

NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
"""Two-letter codes of the CLDR that are not countries of ISO 3166-1: unions, outlying islands and tests."""


@lru_cache
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(locale).territories
    choices = [(code, name) for code, name in names.items() if len(code) == 2 and code not in NO_COUNTRIES]
    return tuple(sorted(choices, key=lambda country: search_key(country[1])))


def countries() -> list[tuple[str, str]]:
    """Return the choices for a country, as ISO code and name in the reader's language, after "Not specified"."""
    return [("", gettext("Not specified")), *_countries(str(get_locale() or "en_GB"))]


def kinds() -> list[tuple[str, str]]:
    """Return the choices for a type of organisation, after "Not specified"."""
    return [("", gettext("Not specified")), *((kind, gettext(name)) for kind, name in STAKEHOLDER_KINDS.items())]


class ProfileForm(Form):
    """The name of a person and their organisation."""

    name = StringField(
        lazy_gettext("Name"),
        [Required(N_("Enter your name")), Length(max=120, message=lazy_gettext("Enter 120 characters or fewer"))],
        filters=[one_line],
        render_kw={"autocomplete": "name", "maxlength": False},
    )
    organisation = StringField(
        lazy_gettext("Organisation"),
        [Length(max=200, message=lazy_gettext("Enter 200 characters or fewer"))],
        filters=[one_line],
        render_kw={"autocomplete": "organization", "maxlength": False},
    )
    country = SelectField(lazy_gettext("Country"), choices=countries, render_kw={"autocomplete": "country"})
    stakeholder_kind = SelectField(lazy_gettext("Type of organisation"), choices=kinds)
