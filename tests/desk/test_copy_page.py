"""The page that copies an event: what it proposes and refuses, pressed twice or by four at once, and for whom it is."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from eventdesk.accounts.models import EventRole
from eventdesk.permissions import Identity, Permission, can
from eventdesk.programme.models.programme import Event, Talk
from eventdesk.programme.queries.draft import draft_sessions, pending_changes
from eventdesk.speakers.models import SpeakerAssignment
from tests.conftest import prefilled
from tests.desk.copies import ALL, COPY, FORM, copied, full, make_original, of
from tests.factories import make_admin, make_event, make_role, make_session
from tests.pages import text_of


@pytest.fixture
def event(app):
    return make_original()


def test_form_proposes_the_next_year(desk, event):
    full(event)

    page = desk.visit(COPY)

    assert [page.select_one(f"[name={name}]")["value"] for name in ("title", "slug", "starts_on", "edition")] == [
        "Cluster Days 2027", "days-2027", "2027-04-13", "",
    ]  # fmt: skip
    assert page.select_one("[name=series] [selected]")["value"] == "days"
    assert [tag["name"] for tag in page.select("main [type=checkbox][checked]")] == [
        "rooms", "tracks", "texts", "links", "registration",
    ]  # fmt: skip
    assert page.select_one("[name=sessions][checked]")["value"] == "times"


def test_overview_leads_to_the_copy(desk, event):
    links = {text_of(tag): tag["href"] for tag in desk.visit("/desk/days-2026/").select("main a")}

    assert links["Copy event"] == COPY


def test_copy_is_a_draft_that_can_be_published(db, event, desk, client, app):
    full(event)
    make_session(event, kind="break", code="tea", starts_at=None, state="draft")

    answer = desk.submit(COPY, FORM)

    page = desk.checked(desk.get(answer.location))
    assert (answer.status_code, answer.location) == (303, "/desk/days-2027/")
    assert "“Cluster Days 2027” has been created with 2 sessions and 1 room." in text_of(page.body)
    visitor = app.test_client()
    for path in ("/events/days-2027/", "/events/days-2027/programme", "/events/days-2027/sessions/open/"):
        assert visitor.get(path).status_code == 404
    assert "2027" not in visitor.get("/").text + visitor.get("/series/days/").text
    assert [plan.event_session.code for plan, _ in pending_changes(copied(db))] == ["open"]


def test_second_press_leads_to_the_same_copy(db, event, desk):
    full(event)
    page = desk.visit(COPY)

    first, second = (desk.submit(page, FORM, **ALL) for _ in range(2))

    assert first.location == second.location == "/desk/days-2027/"
    assert "This form had already been submitted. Nothing was done twice." in text_of(desk.visit(second.location).body)
    new = copied(db)
    assert (len(draft_sessions(new.id)), len(of(db, SpeakerAssignment, new)), len(of(db, Talk, new))) == (2, 2, 1)


@pytest.mark.both_engines
def test_four_presses_at_once_make_one_copy(db, event, app, organiser):
    full(event)
    browsers = [app.test_client().sign_in(organiser) for _ in range(4)]
    typed = [prefilled(browser.visit(COPY).select_one(FORM)) | {"people": "y"} for browser in browsers]
    together = threading.Barrier(4)

    def press(browser, data):
        with app.app_context():
            together.wait()
            answer = browser.post(COPY, data=data)
            return answer.status_code, answer.location

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, browsers, typed))

    assert answers == [(303, "/desk/days-2027/")] * 4
    new = copied(db)
    assert (len(draft_sessions(new.id)), len(of(db, SpeakerAssignment, new))) == (2, 2)
    assert db.session.query(EventRole).filter_by(event_id=new.id).count() == 1


def test_second_press_with_other_parts_is_refused(db, event, desk):
    page = desk.visit(COPY)
    desk.submit(page, FORM)

    answer = desk.submit(page, FORM, rooms=None)

    error = desk.checked(answer, 422).select_one(".ed-error-summary a")
    assert text_of(error) == "Another event uses the address “days-2027”. Choose another"


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"title": " "}, "title", "Enter a title"),
        ({"title": "x" * 161}, "title", "Enter 160 characters or fewer"),
        ({"slug": "taken"}, "slug", "Another event uses the address “taken”. Choose another"),
        ({"slug": "days-2026"}, "slug", "Another event uses the address “days-2026”. Choose another"),
        ({"slug": "Not an address"}, "slug",
         "Use up to 60 lower-case letters a–z, digits and hyphens, like cluster-days"),
        ({"slug": "new"}, "slug", "“new” is reserved. Choose another address"),
        ({"starts_on": ""}, "starts_on", "Enter the first day"),
        ({"starts_on": "0001-01-01"}, "starts_on", "Check the year of the first day"),
        ({"starts_on": "9999-12-31"}, "starts_on", "Check the year of the first day"),
        ({"starts_on": "14 April"}, "starts_on", "Enter the first day"),
        ({"edition": "x" * 61}, "edition", "Enter 60 characters or fewer"),
        ({"series": "elsewhere"}, "series", "Not a valid choice."),
        ({"sessions": "some"}, "sessions", "Not a valid choice."),
    ],
)  # fmt: skip
def test_copy_with_bad_value_is_refused(db, event, desk, values, field, sentence):
    make_event(slug="taken")
    full(event)
    page = desk.visit(COPY)

    answer = desk.submit(page, FORM, **{"people": "y", "rooms": None, "edition": "kept", **values})

    page = desk.checked(answer, 422)
    summary = page.select_one(".ed-error-summary")
    assert [(tag["href"], text_of(tag)) for tag in summary.select("a")] == [(f"#{field}", sentence)]
    assert (page.select_one("[name=people]").has_attr("checked"), page.select_one("[name=rooms]").has_attr("checked")) == (
        True, False,
    )  # fmt: skip
    assert db.session.query(Event).count() == 2


def test_title_without_a_letter_has_an_address_all_the_same(db, event, desk):
    page = desk.visit(COPY)

    for _ in range(2):
        assert desk.submit(page, FORM, title="…", slug="").location == "/desk/days-2027/"


def test_copy_is_for_those_who_may_add_events_and_change_this_one(event):
    for role in ("organiser", "moderator", "communications"):
        for event_id in (event.id, event.id + 1):
            for is_admin in (False, True):
                someone = Identity(1, "Someone", is_admin=is_admin, roles=frozenset({(event_id, role)}))
                both = can(someone, Permission.EVENT_ADD) and can(someone, Permission.EVENT_EDIT, event)
                assert can(someone, Permission.EVENT_COPY, event) == both
    assert can(None, Permission.EVENT_COPY, event) is False


def test_copy_by_an_administrator_makes_them_its_organiser(client, db, event):
    admin = make_admin()

    client.sign_in(admin).submit(COPY, FORM)

    roles = db.session.query(EventRole).filter_by(event_id=copied(db).id).all()
    assert [(one.person_id, one.role) for one in roles] == [(admin.id, "organiser")]


def test_strangers_organiser_does_not_find_the_copy(client, event):
    other = client.sign_in(make_role(make_event()))

    assert (other.get(COPY).status_code, other.send(COPY).status_code) == (404, 404)
    assert other.get("/desk/nowhere/copy").status_code == 404
