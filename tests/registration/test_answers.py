"""Deleting answers and their files when their time is over. On both databases."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from eventdesk.core import files
from eventdesk.core.db import db, transaction
from eventdesk.registration.models import Answer
from eventdesk.registration.queries.questions import answers_of
from eventdesk.registration.services.answers import purge_answers, purge_files
from eventdesk.registration.services.register import RegistrationInput
from tests.booking.helpers import add_question, register, request_link
from tests.factories import NOW, make_event, make_person

pytestmark = pytest.mark.both_engines


def test_answers_are_deleted_after_their_retention(app):
    event = make_event()
    short, long = add_question(event, delete_after_days=7), add_question(event, delete_after_days=None)
    registration = register(
        event, make_person(), RegistrationInput(name="A", answers={short.code: "x", long.code: "y"})
    )

    for days, left in ((7, 2), (8, 1)):
        now = NOW.replace(year=event.ends_on.year, month=event.ends_on.month, day=event.ends_on.day)
        with transaction():
            purge_answers(now=now + timedelta(days=days))
        assert db.session.scalar(select(func.count()).select_from(Answer)) == left

    assert answers_of(registration.id) == {long.code: "y"}


def test_unused_files_are_purged(app, tmp_path):
    event = make_event()
    question = add_question(event, kind="file")
    folder = files.answers_folder(tmp_path)
    used, waiting, unused, fresh = (files.store(folder, content) for content in (b"a", b"b", b"c", b"d"))
    for key in (used, waiting, unused):
        old = (NOW - timedelta(days=2)).timestamp()
        os.utime(files.path_of(folder, key), (old, old))
    os.utime(files.path_of(folder, fresh), (NOW.timestamp(), NOW.timestamp()))
    register(event, make_person(), RegistrationInput(name="A", answers={question.code: {"key": used}}))
    request_link(event, "nino@example.org", RegistrationInput(name="Nino", answers={question.code: {"key": waiting}}))

    assert purge_files(tmp_path, now=NOW) == 1

    assert [files.path_of(folder, key).exists() for key in (used, waiting, unused, fresh)] == [True, True, False, True]
