"""Keeping what people answered, for as long as the question says."""

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
from eventdesk.registration.rules.questions import ON_REGISTRATION, validated_answers


def keep_answers(registration: Registration, answers: Mapping[str, Any]) -> list[str]:
    """Keep the answers to the questions that are asked with them, forget the others; return the codes that changed.

    `answers` by the code of the question. Those that stand on the registration itself are only looked at. Raises
    Invalid at the code of a question that must be answered and is not.
    """
    questions = questions_of(registration.event_id)
    kept = validated_answers(questions, answers)
    known = {
        answer.question_id: answer
        for answer in db.session.scalars(select(Answer).where(Answer.registration_id == registration.id))
    }
    changed = []
    for question in questions:
        if question.code in ON_REGISTRATION:
            continue
        before = known.get(question.id)
        after = kept.get(question.code)
        if before is None and after is not None:
            db.session.add(Answer(registration_id=registration.id, question_id=question.id, value=after))
        elif before is not None and after is None:
            db.session.delete(before)
        elif before is not None and before.value != after:
            before.value = after
        else:
            continue
        changed.append(question.code)
    db.session.flush()
    return changed


def purge_files(data_dir: Path, *, now: datetime) -> int:
    """Delete the files of answers that are gone, and return how many.

    What was given a moment ago may belong to a form that is still being filled in, so a file has a day.
    """
    used = {value["key"] for value in file_answers() if isinstance(value, dict) and "key" in value}
    return remove_unused(answers_folder(data_dir), used, before=(now - timedelta(days=1)).timestamp())


def purge_answers(*, now: datetime) -> int:
    """Delete the answers to questions whose time is over, and return how many. The days are those of the event."""
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
        gone = db.session.scalars(delete(Answer).where(Answer.question_id == question.id).returning(Answer.id)).all()
        deleted += len(gone)
        audit.record("purge_answers", question, actor_id=None, now=now, event_id=event.id, count=len(gone))
    return deleted
