"""Planning a day on the agenda's grid: with the mouse, with the keyboard alone, with a finger, by two organisers at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.demo_server import sign_in

AGENDA = "/desk/cluster-days/agenda"
LARGE = {"viewport": {"width": 1280, "height": 2600}}
"""High enough for a whole day, so that no test has to scroll while it drags."""


def card(page, title):
    return page.locator(".ed-planning .ed-session").filter(has_text=title)


def times(page, title):
    """Return when a card says that it is, as in "11:30 – 12:15"."""
    return card(page, title).locator(".ed-time").inner_text()


def room(page, title):
    return card(page, title).get_attribute("data-room")


def spot(page, name, clock):
    """Return the point of the grid at which a room and a time of the day meet."""
    hours, minutes = clock.split(":")
    return page.evaluate(
        """([name, minute]) => {
            const grid = document.querySelector(".ed-planning > .ed-grid");
            const rows = getComputedStyle(grid).gridTemplateRows.split(" ").map(parseFloat);
            const before = (minute - Number(grid.dataset.first)) / 5;
            const head = [...document.querySelectorAll(".ed-rooms p")].find((one) => one.textContent.startsWith(name));
            return {
                x: head.getBoundingClientRect().left + 20,
                y: grid.getBoundingClientRect().top + rows.slice(0, before).reduce((sum, row) => sum + row, 0),
            };
        }""",
        [name, int(hours) * 60 + int(minutes)],
    )


def carry(page, grip, x, y):
    """Take hold of a point with the mouse and carry it to another, without letting go."""
    page.mouse.move(*grip)
    page.mouse.down()
    page.mouse.move((grip[0] + x) / 2, (grip[1] + y) / 2, steps=4)
    page.mouse.move(x, y, steps=4)


def drag(page, title, name, clock):
    """Drag a card by a point below its upper left corner to a room and time."""
    box, goal = card(page, title).bounding_box(), spot(page, name, clock)
    carry(page, (box["x"] + 30, box["y"] + 30), goal["x"], goal["y"] + 30)
    page.mouse.up()


def announces(page, text):
    expect(page.locator("#agenda-live-region")).to_contain_text(text)


def test_day_is_planned_with_the_mouse_and_undone(walk):
    organiser = walk("organiser", **LARGE)
    page = organiser.opens(AGENDA)
    title = "Smart specialisation"
    assert (times(page, title), room(page, title)) == ("11:30 – 12:15", "room-1-05")

    drag(page, title, "Great hall", "13:00")
    announces(page, "13:00–13:45, Great hall")
    assert (times(page, title), room(page, title)) == ("13:00 – 13:45", "great-hall")
    expect(card(page, title)).to_contain_text("Changed, not published")
    organiser.looks()

    box, end = card(page, title).bounding_box(), spot(page, "Great hall", "14:00")
    carry(page, (box["x"] + 60, box["y"] + box["height"] - 4), box["x"] + 60, end["y"])
    page.mouse.up()
    announces(page, "13:00–14:00, Great hall")

    # Onto the other day's tab, and back by undoing.
    box, tab = card(page, title).bounding_box(), page.locator(".ed-days a").nth(1).bounding_box()
    carry(page, (box["x"] + 30, box["y"] + 30), tab["x"] + 30, tab["y"] + 20)
    page.mouse.up()
    expect(page.locator(".ed-days a").nth(1)).to_have_attribute("aria-current", "page")
    assert times(page, title) == "13:00 – 14:00"
    page.get_by_role("button", name="Undo").click()
    announces(page, "Undone: moved “Smart specialisation")
    expect(page.locator(".ed-days a").first).to_have_attribute("aria-current", "page")

    # People have seats: the tray asks once.
    tray = page.locator(".ed-tray").bounding_box()
    for answer in ("Cancel", "Unschedule"):
        box = card(page, title).bounding_box()
        carry(page, (box["x"] + 30, box["y"] + 30), tray["x"] + 40, tray["y"] + 60)
        page.mouse.up()
        expect(page.get_by_role("dialog")).to_contain_text("48 reservations")
        page.get_by_role("button", name=answer).click()
    item = page.locator(".ed-tray-item").filter(has_text=title)
    expect(item).to_be_visible()
    box, goal = item.bounding_box(), spot(page, "Studio", "15:30")
    carry(page, (box["x"] + 30, box["y"] + 20), goal["x"], goal["y"] + 12)
    page.mouse.up()
    announces(page, "15:30–16:30, Studio")

    for _ in range(4):
        page.locator("#agenda-live-region").evaluate("line => { line.textContent = '' }")
        page.keyboard.press("Control+z")
        announces(page, "Undone")
    assert (times(page, title), room(page, title)) == ("11:30 – 12:15", "room-1-05")
    page.keyboard.press("Control+Shift+z")
    announces(page, "Redone: moved")
    page.keyboard.press("Control+z")
    announces(page, "Undone")


def test_day_is_planned_with_the_keyboard_alone(walk):
    organiser = walk("organiser")
    page = organiser.page
    page.goto(AGENDA)
    title = "Energy communities"
    card(page, title).get_by_role("link", name="Energy communities").focus()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    announces(page, "is picked up")
    page.keyboard.press("ArrowDown")
    announces(page, "15:15–16:00, Room 1.05. Free")
    page.keyboard.press("ArrowRight")
    announces(page, "Room 1.07. Taken by “Matchmaking")
    page.keyboard.press("Shift+ArrowDown")
    announces(page, "15:15–16:15, Room 1.07")
    organiser.looks()
    page.keyboard.press("Escape")
    announces(page, "is put back")
    assert times(page, title) == "15:00 – 15:45"

    # The focus is where it was; now for good, on the next day.
    page.keyboard.press("Space")
    for key in ("PageDown", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    announces(page, "14:45–15:30, Great hall")
    expect(page.locator(".ed-days a").nth(1)).to_have_attribute("aria-current", "page")
    expect(card(page, title).locator(".ed-move")).to_be_focused()

    page.keyboard.press("t")
    expect(page.get_by_role("dialog")).to_contain_text("reservations")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Control+z")
    announces(page, "Undone: moved “Energy")
    assert times(page, title) == "15:00 – 15:45"


def test_plenary_moves_in_time_only(walk):
    organiser = walk("organiser")
    page = organiser.page
    page.goto(AGENDA)
    card(page, "Keynote: twenty years").locator(".ed-move").focus()

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")

    announces(page, "stays in its place")
    page.keyboard.press("Escape")
    announces(page, "is put back")


def test_two_organisers_see_each_other_and_stale_steps_fail(walk):
    ieva, ada = walk("organiser", **LARGE), walk("administrator", **LARGE)
    for walker in (ieva, ada):
        walker.page.goto(AGENDA)
    title = "Panel: who pays"

    drag(ieva.page, title, "Room 1.05", "16:00")
    announces(ieva.page, "16:00–16:45, Room 1.05")
    expect(ada.page.locator("#agenda-live-region")).to_contain_text("Ieva Petrauskaitė moved “Panel", timeout=5000)
    assert times(ada.page, title) == "16:00 – 16:45"

    # Ada's browser hears nothing for a while.
    ada.page.route(re.compile("agenda/changes"), lambda route: route.abort())
    drag(ieva.page, title, "Great hall", "15:00")
    announces(ieva.page, "15:00–15:45, Great hall")
    drag(ada.page, title, "Studio", "16:30")
    announces(ada.page, "Nothing was moved.")
    announces(ada.page, "It is now on")
    assert (times(ada.page, title), room(ada.page, title)) == ("15:00 – 15:45", "great-hall")
    ada.console.clear()


def test_session_is_moved_with_a_finger_by_its_dots(walk):
    organiser = walk("organiser", has_touch=True, **LARGE)
    page = organiser.page
    page.goto(AGENDA)
    title = "Data spaces"
    touch = page.context.new_cdp_session(page)

    def point(kind, *at):
        points = [{"x": at[0], "y": at[1]}] if at else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    page.emulate_media(color_scheme="light")
    grip = page.locator(".ed-tray-item").filter(has_text="Pitches").locator(".ed-grip").bounding_box()
    goal = spot(page, "Room 1.07", "16:30")
    start = (grip["x"] + 8, grip["y"] + 8)
    point("touchStart", *start)
    for part in range(1, 11):
        point(
            "touchMove",
            start[0] + (goal["x"] - start[0]) * part / 10,
            start[1] + (goal["y"] + 12 - start[1]) * part / 10,
        )
    point("touchEnd")

    announces(page, "16:30–17:30, Room 1.07")
    assert times(page, "Pitches") == "16:30 – 17:30"
    assert times(page, title) == "14:00 – 15:30"
    page.get_by_role("button", name="Undo").click()
    announces(page, "Undone")


@pytest.fixture
def plain(browser, address):
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    sign_in(page, address, "organiser")
    yield page
    context.close()


def test_without_script_a_session_is_scheduled_and_undone(plain):
    plain.goto(AGENDA)
    plain.get_by_role("link", name="Schedule Lightning round").click()
    plain.get_by_label("Day", exact=True).select_option(index=2)
    plain.get_by_label("Starts").fill("17:30")
    plain.get_by_label("Ends", exact=True).fill("18:00")
    plain.get_by_role("button", name="Schedule session").click()
    expect(plain.get_by_text("“Lightning round: failures we learnt from” moved.")).to_be_visible()

    plain.get_by_role("button", name="Undo").click()

    expect(plain.get_by_text("Undone: moved “Lightning round")).to_be_visible()
    expect(plain.get_by_role("link", name="Schedule Lightning round")).to_be_visible()


def test_agenda_of_all_days_is_well_made(walk):
    organiser = walk("organiser")

    organiser.opens(f"{AGENDA}?day=all")

    expect(organiser.page.locator(".ed-planning")).to_have_count(2)
