"""Saving answers, and deleting them with their files when their time is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from eventdesk.core import audit
from eventdesk.core.db import db
from eventdesk.core.files import answers_folder, remove_unused
from eventdesk.programme.models.programme import Event
from eventdesk.registration.models import Answer, Question, Registration
from eventdesk.registration.queries.questions import file_answers, questions_of
from eventdesk.registration.rules.questions import PROFILE_FIELDS, validated_answers


def save_answers(registration: Registration, answers: Mapping[str, Any]) -> list[str]:
    """Save the answers to the visible questions and delete the others; return the codes of those that changed.

    `answers` are by the code of the question. Those stored on the registration itself are only checked. Raises Invalid at
    the code of a required question without an answer.
    """
    questions = questions_of(registration.event_id)
    valid = validated_answers(questions, answers)
    stored = {
        answer.question_id: answer
        for answer in db.session.scalars(select(Answer).where(Answer.registration_id == registration.id))
    }
    changed = []
    for question in questions:
        if question.code in PROFILE_FIELDS:
            continue
        old, new = stored.get(question.id), valid.get(question.code)
        if old is None and new is not None:
            db.session.add(Answer(registration_id=registration.id, question_id=question.id, value=new))
        elif old is not None and new is None:
            db.session.delete(old)
        elif old is not None and old.value != new:
            old.value = new
        else:
            continue
        changed.append(question.code)
    db.session.flush()
    return changed


def purge_files(data_dir: Path, *, now: datetime) -> int:
    """Delete the files that no answer refers to, and return how many.

    A recent file may belong to a form that is still being filled in, so files are kept for a day.
    """
    used = {value["key"] for value in file_answers() if isinstance(value, dict) and "key" in value}
    return remove_unused(answers_folder(data_dir), used, before=(now - timedelta(days=1)).timestamp())


def purge_answers(*, now: datetime) -> int:
    """Delete the answers whose time is over, and return how many. Days are counted in the event's time zone."""
    deleted = 0
    for question, event in db.session.execute(
        select(Question, Event)
        .join(Event, Event.id == Question.event_id)
        .where(
            Question.delete_after_days.is_not(None),
            Event.ends_on < now.date() + timedelta(days=1),
            select(Answer.id).where(Answer.question_id == Question.id).exists(),
        )
    ).all():
        today = now.astimezone(ZoneInfo(event.timezone)).date()
        if today <= event.ends_on + timedelta(days=question.delete_after_days or 0):
            continue
        deleted_ids = db.session.scalars(
            delete(Answer).where(Answer.question_id == question.id).returning(Answer.id)
        ).all()
        deleted += len(deleted_ids)
        audit.record("purge_answers", question, actor_id=None, now=now, event_id=event.id, count=len(deleted_ids))
    return deleted
