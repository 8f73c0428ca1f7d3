"""planning: the draft of a programme, its steps and its versions."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("speaker_gap", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("plan_revision", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("speaker_gap", existing_type=sa.Integer(), server_default=None)

    op.create_table(
        "session_plan",
        sa.Column("event_session_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_session_plan_both_times")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_session_plan_times")),
        sa.CheckConstraint("kind IN ('session', 'plenary', 'break')", name=op.f("ck_session_plan_kind")),
        sa.CheckConstraint("state IN ('planned', 'cancelled', 'removed')", name=op.f("ck_session_plan_state")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_session_plan_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_session_id"],
            ["event_session.id"],
            name=op.f("fk_session_plan_event_session_id_event_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_session_plan_room_id_room"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_session_plan_track_id_track"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("event_session_id", name=op.f("pk_session_plan")),
    )
    with op.batch_alter_table("session_plan", schema=None) as batch_op:
        batch_op.create_index("ix_session_plan_event_start", ["event_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_plan_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_plan_track_id"), ["track_id"], unique=False)
    op.execute(_plans_of_sessions())

    op.create_table(
        "planning_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.CheckConstraint("state IN ('done', 'undone', 'dropped')", name=op.f("ck_planning_step_state")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_planning_step_actor_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_planning_step_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_step")),
    )
    with op.batch_alter_table("planning_step", schema=None) as batch_op:
        batch_op.create_index("ix_planning_step_event_actor", ["event_id", "actor_id", "id"], unique=False)

    op.create_table(
        "programme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_programme_version_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["person.id"],
            name=op.f("fk_programme_version_published_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_programme_version_event_id_number")),
    )
    _add_first_versions()

    op.create_table(
        "availability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_availability_times")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_availability_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_availability_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability")),
    )
    with op.batch_alter_table("availability", schema=None) as batch_op:
        batch_op.create_index("ix_availability_event_person", ["event_id", "person_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_availability_person_id"), ["person_id"], unique=False)

    op.create_table(
        "star",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_session_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_session_id"],
            ["event_session.id"],
            name=op.f("fk_star_event_session_id_event_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_star_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_star")),
        sa.UniqueConstraint("person_id", "event_session_id", name=op.f("uq_star_person_id_event_session_id")),
    )
    with op.batch_alter_table("star", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_star_event_session_id"), ["event_session_id"], unique=False)


def _plans_of_sessions() -> str:
    """Return the statement that gives each session that is there its plan: what it is now."""
    minutes = "CAST((julianday(ends_at) - julianday(starts_at)) * 1440 + 0.5 AS INTEGER)"
    if op.get_bind().dialect.name == "postgresql":
        minutes = "CAST(EXTRACT(EPOCH FROM ends_at - starts_at) / 60 AS INTEGER)"
    return f"""
        INSERT INTO session_plan (event_session_id, event_id, title, kind, room_id, place, track_id, starts_at,
                                  ends_at, minutes, state, version)
        SELECT id, event_id, title, kind, room_id, place, track_id, starts_at, ends_at, COALESCE({minutes}, 45),
               CASE state WHEN 'cancelled' THEN 'cancelled' ELSE 'planned' END, 1
        FROM event_session
    """  # noqa: S608 - both texts stand above


def _add_first_versions() -> None:
    """Make what visitors see of each event the first version of its programme, published when it last changed."""
    bind = op.get_bind()
    shown = bind.execute(
        sa.text("""
            SELECT event_session.event_id, event_session.code, event_session.title, event_session.starts_at,
                   event_session.ends_at, COALESCE(room.name, event_session.place) AS place,
                   COALESCE(track.name, '') AS track, event_session.kind, event_session.room_id
            FROM event_session
            LEFT JOIN room ON room.id = event_session.room_id
            LEFT JOIN track ON track.id = event_session.track_id
            WHERE event_session.state = 'published'
            ORDER BY event_session.event_id, event_session.starts_at, event_session.id
        """).columns(starts_at=sa.DateTime(timezone=True), ends_at=sa.DateTime(timezone=True))
    )
    changes: dict[int, list[dict[str, object]]] = {}
    for one in shown:
        after = {
            "title": one.title, "starts_at": _written(one.starts_at), "ends_at": _written(one.ends_at),
            "where": one.place, "track": one.track, "kind": one.kind, "is_on": True, "room_id": one.room_id,
        }  # fmt: skip
        change = {"code": one.code, "title": one.title, "kinds": ["added"], "before": {}, "after": after}
        changes.setdefault(one.event_id, []).append(change)
    events = bind.execute(
        sa.text("SELECT id, changed_at FROM event").columns(changed_at=sa.DateTime(timezone=True))
    ).all()
    versions = sa.table(
        "programme_version", sa.column("event_id"), sa.column("number"), sa.column("note"),
        sa.column("published_at", sa.DateTime(timezone=True)), sa.column("changes", sa.JSON()),
    )  # fmt: skip
    rows = [
        {"event_id": event.id, "number": 1, "note": "", "published_at": event.changed_at, "changes": changes[event.id]}
        for event in events
        if event.id in changes
    ]
    if rows:
        bind.execute(versions.insert(), rows)


def _written(moment: datetime | None) -> str | None:
    """Return a moment as versions keep it; SQLite stores it in UTC without saying so."""
    if moment is None:
        return None
    return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def downgrade() -> None:
    op.drop_table("star")
    op.drop_table("availability")
    op.drop_table("programme_version")
    op.drop_table("planning_step")
    op.drop_table("session_plan")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("speaker_gap")
        batch_op.drop_column("plan_revision")
