"""Stored files and backups."""

import json
import zipfile

import pytest
from sqlalchemy import select

from eventdesk.core import backup, files
from eventdesk.core.db import db, transaction
from eventdesk.core.errors import Conflict
from eventdesk.people.models import Person
from eventdesk.seats.models import Reservation
from tests.factories import make_admin, make_person, make_reservation, make_session

REVISION = "0001"


def test_same_content_is_stored_once(tmp_path):
    first, second = files.store(tmp_path, b"slides"), files.store(tmp_path, b"slides")

    assert first == second
    assert files.path_of(tmp_path, first).read_bytes() == b"slides"
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [first]


def test_failed_store_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        files.store(tmp_path, b"slides")

    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.both_engines
def test_restored_backup_has_every_row_and_file(app, engine, tmp_path):
    person = make_person(name="Ნინო Dvořák")
    reservation = make_reservation(make_session(seats=3), person)
    expected = (person.name, person.created_at, reservation.code)
    files.store(tmp_path / "old", b"slides")
    steps = []
    db.session.rollback()

    rows = backup.export_backup(tmp_path / "b.zip", tmp_path / "old", revision=REVISION, progress=steps.append)
    db.session.rollback()
    engine.clean()
    with transaction():
        restored = backup.import_backup(tmp_path / "b.zip", tmp_path / "new", revision=REVISION, progress=steps.append)

    assert rows == restored > 5
    restored_row = db.session.scalars(select(Reservation)).one()
    assert (restored_row.person.name, restored_row.person.created_at, restored_row.code) == expected
    key = files.store(tmp_path / "other", b"slides")
    assert files.path_of(tmp_path / "new", key).read_bytes() == b"slides"
    # New rows get ids after the restored ones.
    assert make_person().id == db.session.scalars(select(Person.id).order_by(Person.id.desc())).first()


@pytest.mark.parametrize("fault", ["not a zip", "other revision", "database in use"])
def test_restore_of_a_wrong_backup_is_refused(app, tmp_path, fault):
    path = tmp_path / "b.zip"
    path.write_bytes(b"hello")
    if fault != "not a zip":
        with zipfile.ZipFile(path, "w") as archive:
            revision = "0000" if fault == "other revision" else REVISION
            archive.writestr("backup.json", json.dumps({"format": backup.FORMAT, "revision": revision}))
    if fault == "database in use":
        make_admin()

    with pytest.raises(Conflict), transaction():
        backup.import_backup(path, tmp_path, revision=REVISION, progress=[].append)
