"""What the tests of booking share: addresses, forms, and what a page or the outbox contains."""

from eventdesk.booking.services.confirmation import confirm_registration, request_registration
from eventdesk.core.db import db, transaction
from eventdesk.core.models import OutboxItem
from eventdesk.registration.services import form_builder
from eventdesk.registration.services.form_builder import QuestionInput
from eventdesk.registration.services.register import RegistrationInput, register_person
from eventdesk.seats.queries.integrity import find_inconsistencies
from eventdesk.web.signed_links import sign_registration
from tests.factories import NOW, make_question, set_policies
from tests.pages import text_of

BY = {"actor_id": None, "now": NOW}
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CHOICES = [{"id": "a", "text": "Apples"}, {"id": "b", "text": "Bread"}, {"id": "c", "text": "Čaj & 茶"}]


def form_url(event, session=""):
    """Return the address of an event's registration form, with a seat in the session with this code."""
    return f"/events/{event.slug}/register" + (f"?session={session}" if session else "")


def session_url(event_session):
    return f"/events/{event_session.event.slug}/sessions/{event_session.code}/"


def registration_url(registration, version=None):
    """Return the signed link to a registration, as an email contains it."""
    ref = sign_registration((registration.code, registration.link_version if version is None else version))
    return f"/my/registrations/{ref}/"


def confirmation_url(db):
    """Return the address in the last email with a confirmation link."""
    return f"/registrations/confirm/{_mails(db, 'registration_link')[-1].payload['values']['token']}"


def _mails(db, template):
    items = db.session.query(OutboxItem).filter_by(kind="mail").order_by(OutboxItem.id)
    return [item for item in items if item.payload["template"] == template]


def mails_from(db, template):
    """Return the recipients of the emails from a template, oldest first."""
    db.session.rollback()
    return [item.recipient for item in _mails(db, template)]


def flashes(page):
    """Return the first sentences of the messages at the top of a page."""
    return [text_of(banner.strong) for banner in page.select(".ed-flashed .ed-banner")]


def flashes_by_kind(page):
    """Return the messages at the top of a page, each with its kind: is-ok, is-note or is-warn."""
    return [(banner["class"][-1], text_of(banner)) for banner in page.select(".ed-flashed .ed-banner")]


def errors(page):
    """Return the links of the error summary: the field and the message."""
    return [(link["href"], text_of(link)) for link in page.select(".ed-error-summary a")]


def form_selector(page, action):
    """Return the selector of the only form on a page whose address ends with `action`."""
    forms = [form["action"] for form in page.select("form") if form["action"].endswith(action)]
    assert len(forms) == 1, forms
    return f'form[action="{forms[0]}"]'


def set_policy(event, **given):
    """Set the registration policy and the seat limits of an event."""
    with transaction():
        set_policies(event, **given, **BY)


def add_question(event, **given):
    """Add a question with the service."""
    question = QuestionInput(**{"label": "A question", "purpose": "To know", **given})
    with transaction():
        return form_builder.add_question(event, question, **BY)


def add_question_of_each_type(event):
    """Store an optional question of each type."""
    for kind in ("text", "long_text", "number", "date", "file", "consent"):
        make_question(event, code=f"q_{kind}", kind=kind, label=f"A {kind}")
    make_question(event, code="q_choice", kind="choice", label="A choice", choices=CHOICES)
    make_question(event, code="q_choices", kind="choices", label="Several", choices=CHOICES)


def register(event, person, typed=None, **options):
    """Register a person with the service."""
    with transaction():
        return register_person(event, person.id, actor_id=person.id, now=NOW, typed=typed, **options)


def request_link(event, email, typed=None, now=NOW, **options):
    """Register an address without signing in, and return the token of its confirmation link."""
    typed = typed or RegistrationInput(name="Nino Beridze")
    with transaction():
        mail_id = request_registration(event, email, typed, now=now, **options)
    return db.session.get(OutboxItem, mail_id).payload["values"]["token"]


def confirm(token, now=NOW):
    """Use a confirmation link."""
    with transaction():
        return confirm_registration(token, now=now)


def inconsistencies(now=NOW):
    """Return the counts of seats and places that do not add up; an empty list is expected."""
    db.session.rollback()
    db.session.expire_all()
    return list(find_inconsistencies(now=now))
