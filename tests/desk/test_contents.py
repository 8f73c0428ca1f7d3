"""What a session holds: talks, people, files, links and comments, each added, changed and removed on its own page."""

import io
import zipfile

import pytest

from eventdesk.core.files import path_of
from eventdesk.programme.models.programme import Comment, Link, Talk
from eventdesk.speakers.models import Material, SpeakerAssignment
from tests.factories import make_appearance, make_comment, make_event, make_link, make_material, make_session, make_talk
from tests.pages import text_of

FORM = "main form.ed-form"


@pytest.fixture
def session(event):
    return make_session(event, code="15808")


HERE = "/desk/days/sessions/15808"


def test_talk_is_added_changed_moved_and_removed(desk, session, db):
    desk.submit(f"{HERE}/talks/new", FORM, title="First")
    added = desk.submit(f"{HERE}/talks/new", FORM, title="Second", abstract="Text")
    second = db.session.query(Talk).filter_by(title="Second").one()
    desk.submit(f"{HERE}/talks/{second.id}", FORM, title="Better")
    desk.submit(f"{HERE}/", f"form[action$='/talks/{second.id}/move']")

    talks = [talk.title for talk in db.session.query(Talk).order_by(Talk.position)]
    desk.submit(f"{HERE}/talks/{second.id}/remove")

    assert added.location == f"{HERE}/#talks"
    assert talks == ["Better", "First"]
    assert [talk.title for talk in db.session.query(Talk)] == ["First"]


def test_people_are_added_with_talk_and_organisation(desk, session, db):
    talk = make_talk(session)

    answer = desk.submit(
        f"{HERE}/people/new", FORM, name="Annalisa ZUCCOTTI", talk=str(talk.id), organisation="CyberForum e.V.",
        country="DE", job_title="Manager",
    )  # fmt: skip

    one = db.session.query(SpeakerAssignment).one()
    assert (answer.status_code, one.talk_id, one.job_title, one.organisation.country) == (303, talk.id, "Manager", "DE")


def test_person_typed_in_twice_is_one_person(desk, session, db):
    desk.submit(f"{HERE}/people/new", FORM, name="Anna Pobol", organisation="EU4Digital")
    desk.submit(f"{HERE}/people/new", FORM, name="anna pobol", part="moderator")
    desk.submit(f"{HERE}/people/new", FORM, name="anna pobol", part="moderator")

    parts = [(one.person.name, one.part) for one in db.session.query(SpeakerAssignment).order_by(SpeakerAssignment.id)]
    assert parts == [("Anna Pobol", "speaker"), ("Anna Pobol", "moderator")]
    assert len({one.person_id for one in db.session.query(SpeakerAssignment)}) == 1


def test_appearance_is_changed_moved_and_removed(desk, session, db):
    make_appearance(session, position=1)
    one = make_appearance(session, position=2)

    desk.submit(f"{HERE}/people/{one.id}", FORM, part="moderator", job_title="Chair")
    desk.submit(f"{HERE}/", f"form[action$='/people/{one.id}/move']")
    db.session.refresh(one)
    values = (one.part, one.job_title, one.position)
    desk.submit(f"{HERE}/people/{one.id}/remove")

    assert values == ("moderator", "Chair", 1)
    assert db.session.query(SpeakerAssignment).count() == 1


def test_person_of_talk_of_another_session_is_refused(desk, session, event, db):
    talk = make_talk(make_session(event))

    answer = desk.submit(f"{HERE}/people/new", FORM, name="A", talk=str(talk.id))

    assert (answer.status_code, db.session.query(SpeakerAssignment).count()) == (422, 0)


@pytest.mark.parametrize("path", ["talks/{talk}", "people/{appearance}", "material/{material}/remove",
                                  "comments/{comment}/remove"])  # fmt: skip
def test_part_of_another_session_is_404(desk, session, event, path):
    other = make_session(event)
    ids = {
        "talk": make_talk(other).id, "appearance": make_appearance(other).id, "material": make_material(other).code,
        "comment": make_comment(other).id,
    }  # fmt: skip

    assert desk.get(f"{HERE}/{path.format(**ids)}").status_code == 404


def package(*names, mimetype=""):
    """Return a ZIP file that holds these names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


def upload(desk, content, name="slides.pdf", title="Slides"):
    page = desk.visit(f"{HERE}/material/new")
    token = page.select_one("[name=csrf_token]")["value"]
    # Written by hand, since the client would leave a temporary file of a large one open.
    parts = [("csrf_token", b"", token.encode()), ("title", b"", title.encode())]
    parts.append(("file", b'; filename="%s"' % name.encode(), content))
    body = b"".join(
        b'--edge\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (field.encode(), more, value)
        for field, more, value in parts
    )
    return desk.post(
        f"{HERE}/material/new", data=body + b"--edge--\r\n", content_type="multipart/form-data; boundary=edge"
    )


@pytest.mark.parametrize(
    ("content", "name", "stored"),
    [
        (b"%PDF-1.7 x", "你好.pdf", "你好.pdf"),
        (b"%PDF-1.7 x", "../../etc/passwd", "passwd.pdf"),
        (b"\x89PNG\r\n\x1a\n0", "a.html", "a.png"),
        (b"\xff\xd8\xff0", ".htaccess", "htaccess.jpg"),
        ("Größe".encode(), "readme", "readme.txt"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "s.pptx", "s.pptx"),
        (package("[Content_Types].xml", "word/document.xml"), "s.zip", "s.docx"),
        (package(mimetype="application/vnd.oasis.opendocument.presentation"), "s.odp", "s.odp"),
        (b"%PDF-1.7 x", "x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_file_is_stored_under_a_safe_name(app, desk, session, db, content, name, stored):
    answer = upload(desk, content, name)

    material = db.session.query(Material).one()
    assert (answer.status_code, material.file_name, material.size) == (303, stored, len(content))
    assert path_of(app.config["SETTINGS"].data_dir, material.file_key).read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"  \n<!doctype html><script>alert(1)</script>",
        b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        b"MZ\x90\x00\x03",
        b"GIF89a\x00",
        b"PK\x03\x04 not a package",
        package("readme.txt"),
        package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        package(mimetype="text/html"),
        "Größe".encode("utf-16"),
        bytes(range(256)),
    ],
)
def test_file_of_other_type_is_refused(desk, session, db, content):
    answer = upload(desk, content, "slides.pdf", title="Kept title")

    page = desk.checked(answer, 422)
    assert page.select_one("[name=title]")["value"] == "Kept title"
    assert [tag["href"] for tag in page.select(".ed-error-summary a")] == ["#file"]
    assert db.session.query(Material).count() == 0


def test_file_that_is_too_large_is_refused(desk, session, db):
    answer = upload(desk, b"%PDF-1.7" + b"x" * 20_000_000)

    assert text_of(desk.checked(answer, 422).select_one(".ed-error-summary a")) == "Choose a file of up to 20 MB"


def test_form_without_file_is_refused(desk, session):
    answer = desk.submit(f"{HERE}/material/new", FORM, title="Slides")

    assert text_of(desk.checked(answer, 422).select_one(".ed-error-summary a")) == "Choose a file"


def test_same_file_sent_twice_is_offered_once(desk, session, db):
    upload(desk, b"%PDF-1.7 x")
    upload(desk, b"%PDF-1.7 x")

    material = db.session.query(Material).one()
    desk.submit(f"{HERE}/material/{material.code}/remove")

    assert db.session.query(Material).count() == 0


def test_link_is_added_changed_and_removed(desk, session, db):
    desk.submit(f"{HERE}/links/new", FORM, title="Be Wiser", note="FP7 project")
    link = db.session.query(Link).one()
    changed = desk.submit(f"/desk/days/links/{link.id}", FORM, url="https://example.org/")
    db.session.refresh(link)
    values = (link.kind, link.title, link.url, link.event_session_id)
    desk.submit(f"/desk/days/links/{link.id}/remove")

    assert changed.location == f"{HERE}/#links"
    assert values == ("project", "Be Wiser", "https://example.org/", session.id)
    assert db.session.query(Link).count() == 0


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "//example.org", "data:text/html,x", "https://a b"])
def test_link_to_no_web_page_is_refused(desk, session, db, url):
    answer = desk.submit(f"{HERE}/links/new", FORM, title="Bad", url=url)

    assert (answer.status_code, db.session.query(Link).count()) == (422, 0)


def test_link_of_another_event_is_404(desk):
    link = make_link(make_event())

    assert desk.get(f"/desk/days/links/{link.id}").status_code == 404


def test_comment_is_removed_after_one_question(desk, session, db):
    comment = make_comment(session, text="Rude words")

    page = desk.visit(f"{HERE}/comments/{comment.id}/remove")
    desk.submit(page)

    assert "Rude words" in text_of(page.select_one("main"))
    assert db.session.query(Comment).count() == 0
