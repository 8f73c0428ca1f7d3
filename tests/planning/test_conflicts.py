"""What conflicts in an event, as the database knows it: each kind, in a fixed number of queries."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from eventdesk.planning.queries.agenda import agenda, conflicts_of_event
from eventdesk.planning.queries.schedule_board import schedule_board
from eventdesk.programme.queries.rooms_tracks import rooms
from tests.factories import (
    make_appearance,
    make_availability,
    make_event,
    make_person,
    make_reservation,
    make_role,
    make_room,
    make_seats,
    make_session,
    make_talk,
)

MORNING = datetime(2026, 4, 14, 7, 0, tzinfo=UTC)


def make_at(event, start, end, **given):
    """Store a session from `start` to `end` minutes after 09:00 of the first day."""
    times = {"starts_at": MORNING + timedelta(minutes=start), "ends_at": MORNING + timedelta(minutes=end)}
    return make_session(event, **times, **given)


def conflict_texts(event):
    """Return the sentences of all conflicts, after seeing that the agenda and its board have the same."""
    conflicts = conflicts_of_event(event)
    assert conflicts == agenda(event).conflicts
    assert conflicts == schedule_board(event, rooms(event.id), actor_id=0).conflicts
    return [conflict.text for conflict in conflicts]


@pytest.mark.both_engines
@pytest.mark.parametrize("rows", [1, 3])
def test_conflicts_take_a_fixed_number_of_queries(event, rows, queries):
    room = make_room(event, seats=1)
    person, guest = make_person(), make_person()
    make_availability(event, person)
    for n in range(rows):
        session = make_at(event, n, 60 + n, room_id=room.id, seats=5)
        make_appearance(session, person)
        make_appearance(session, person, talk_id=make_talk(session).id)
        make_reservation(session, guest)

    event.slug  # noqa: B018 - the factories let it expire; it is read again before anything is counted
    with queries() as of_agenda:
        agenda(event)
    with queries() as of_conflicts:
        conflicts = conflicts_of_event(event)

    selects = [len([text for text in seen if text.startswith("SELECT")]) for seen in (of_agenda, of_conflicts)]
    assert selects == [5, 4]
    # For each pair the room, the speaker and the seats; for each session the speaker's absence and too many seats.
    assert len(conflicts) == 3 * rows * (rows - 1) // 2 + 2 * rows


@pytest.mark.both_engines
def test_person_in_any_role_is_in_one_place_at_a_time(event):
    person = make_person(name="Aoife Byrne")
    talks, moderated, organised = (make_at(event, 0, 45, title=title) for title in ("Talks", "Round table", "Fair"))
    make_appearance(talks, person, talk_id=make_talk(talks).id)
    make_appearance(moderated, person, part="moderator")
    make_appearance(organised, person, part="organiser")

    assert conflict_texts(event) == [
        f"Aoife Byrne is in two places on 14 April, 09:00–09:45: “{one}” and “{other}”."
        for one, other in (("Talks", "Round table"), ("Talks", "Fair"), ("Round table", "Fair"))
    ]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("gap", "texts"),
    [(0, []), (10, ["Aoife Byrne has 5 instead of 10 minutes between “One” and “Other” on 14 April, 09:45–09:50."])],
)
def test_break_shorter_than_the_gap_of_the_event_is_a_warning(app, gap, texts):
    event, person = make_event(speaker_gap=gap), make_person(name="Aoife Byrne")
    for title, start in (("One", 0), ("Other", 50)):
        make_appearance(make_at(event, start, start + 45, title=title), person)

    assert conflict_texts(event) == texts


@pytest.mark.both_engines
def test_only_confirmed_seats_of_active_sessions_overlap(event):
    people = [make_person() for _ in range(4)]
    one, other = make_at(event, 0, 60, title="One"), make_at(event, 30, 90, title="Other")
    cancelled = make_at(event, 0, 60, state="cancelled")
    unplaced = make_session(event, starts_at=None, ends_at=None)
    elsewhere = make_at(make_event(), 0, 60)
    for person in people:
        make_reservation(one, person)
        make_reservation(cancelled, person)
        make_reservation(unplaced, person)
        make_reservation(elsewhere, person)
    make_reservation(other, people[0])
    make_reservation(other, people[1])
    make_reservation(other, people[2], state="waiting")
    make_reservation(other, people[3], state="cancelled")

    assert conflict_texts(event) == ["2 people have seats in both “One” and “Other” on 14 April, 09:30–10:00."]


@pytest.mark.both_engines
def test_seats_overlap_by_the_times_of_the_draft(event):
    person = make_person()
    later = {"starts_at": MORNING + timedelta(minutes=30), "ends_at": MORNING + timedelta(minutes=90)}
    make_reservation(make_at(event, 0, 60, title="One"), person)
    make_reservation(make_at(event, 300, 360, title="Other", plan=later), person)

    assert conflict_texts(event) == ["1 person has seats in both “One” and “Other” on 14 April, 09:30–10:00."]


@pytest.mark.both_engines
def test_room_with_too_few_seats_is_a_conflict_or_warning(event):
    room = make_room(event, name="Studio", seats=24)
    make_seats(make_at(event, 0, 45, title="Full", room_id=room.id), capacity=40, taken=30)
    make_seats(make_at(event, 60, 90, title="Open", room_id=room.id), capacity=40, taken=24)

    assert conflict_texts(event) == [
        "Studio has 24 seats; 30 are reserved for “Full”.",
        "Studio has 24 seats; 40 can be reserved for “Open”.",
    ]


@pytest.mark.both_engines
def test_agenda_board_and_check_find_the_same_conflicts(app):
    draw, event = Random(3), make_event(speaker_gap=10)
    places = [make_room(event, seats=seats) for seats in (None, 0, 3)]
    speakers, guests = [make_person() for _ in range(5)], [make_person() for _ in range(6)]
    for speaker in speakers[:2]:
        make_availability(event, speaker)
    for _ in range(40):
        start = draw.randrange(0, 600, 5)
        session = make_at(
            event, start, start + draw.choice([15, 45, 90]), seats=draw.choice([None, 2, 6]),
            room_id=draw.choice([None, *(room.id for room in places)]), kind=draw.choice(["session", "break"]),
            state=draw.choice(["draft", "published", "published", "cancelled"]),
        )  # fmt: skip
        for speaker in draw.sample(speakers, draw.randrange(3)):
            make_appearance(session, speaker, part=draw.choice(["speaker", "moderator"]))
        for guest in draw.sample(guests, draw.randrange(3)):
            make_reservation(session, guest)

    assert len(conflict_texts(event)) > 20
    assert {conflict.kind for conflict in conflicts_of_event(event)} == {
        "room_double_booked", "speaker_double_booked", "speaker_unavailable", "overbooked", "room_too_small",
        "short_break", "overlapping_attendees",
    }  # fmt: skip


def test_conflict_links_its_sessions_on_agenda_edit_and_move_pages(client, event):
    person = make_person()
    one, other = make_at(event, 0, 60, title="One & only"), make_at(event, 30, 90, title="<b>Other</b>")
    make_reservation(one, person)
    make_reservation(other, person)
    browser = client.sign_in(make_role(event))
    sentence = "1 person has seats in both “One & only” and “<b>Other</b>” on 14 April, 09:30–10:00."
    edit, move = "/desk/days/sessions/{}/", "/desk/days/sessions/{}/move"

    note = browser.visit("/desk/days/agenda").select_one(".ed-notes li div")
    on_edit = browser.visit(edit.format(one.code)).select_one(".ed-banner")
    on_move = browser.visit(move.format(other.code)).select_one(".ed-banner")

    assert [" ".join(tag.text.split()) for tag in (note, on_edit, on_move)] == [
        f"{sentence} Find a free time", f"{sentence} Find a free time", sentence,
    ]  # fmt: skip
    assert [[link["href"] for link in tag.select("a")] for tag in (note, on_edit, on_move)] == [
        [edit.format(one.code), edit.format(other.code), move.format(other.code)],
        [edit.format(other.code), move.format(one.code)],
        [edit.format(one.code)],
    ]
