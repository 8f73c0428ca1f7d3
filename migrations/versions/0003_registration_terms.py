"""registration_terms: forms, approval, invitation codes; seats by kind, quotas, offers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_visit",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_agenda_visit_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_agenda_visit_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "event_id", name=op.f("pk_agenda_visit")),
    )
    with op.batch_alter_table("agenda_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_visit_event_id"), ["event_id"], unique=False)

    op.create_table(
        "deed",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deed")),
    )
    with op.batch_alter_table("deed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deed_at"), ["at"], unique=False)

    op.create_table(
        "invitation_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("note", sa.String(length=160), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("skips_approval", sa.Boolean(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("uses BETWEEN 0 AND most_uses", name=op.f("ck_invitation_code_uses")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_invitation_code_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_code")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_invitation_code_event_id_code")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("seen_by", sa.String(length=10), nullable=False),
        sa.Column("delete_after_days", sa.Integer(), nullable=True),
        sa.Column("depends_on", sa.String(length=20), nullable=False),
        sa.Column("depends_values", sa.JSON(), nullable=False),
        sa.Column("depends_effect", sa.String(length=10), nullable=False),
        sa.CheckConstraint("depends_effect IN ('shown', 'required')", name=op.f("ck_question_depends_effect")),
        sa.CheckConstraint(
            "kind IN ('text', 'long_text', 'choice', 'choices', 'number', 'date', 'file', 'consent')",
            name=op.f("ck_question_kind"),
        ),
        sa.CheckConstraint("seen_by IN ('organisers', 'door', 'staff')", name=op.f("ck_question_seen_by")),
        sa.CheckConstraint(
            "standard IN ('', 'organisation', 'country', 'stakeholder_kind', 'job_title', 'attendance', 'dietary', 'access')",
            name=op.f("ck_question_standard"),
        ),
        sa.CheckConstraint("delete_after_days >= 0", name=op.f("ck_question_delete_after_days")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_question_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_question_event_id_code")),
    )
    op.create_table(
        "registration_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_link_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registration_link_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_registration_link_token_hash")),
    )
    with op.batch_alter_table("registration_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_link_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "registration_terms",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("refuses_overlaps", sa.Boolean(), nullable=False),
        sa.Column("most_seats", sa.Integer(), nullable=True),
        sa.Column("most_seats_a_day", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("taken BETWEEN 0 AND places", name=op.f("ck_registration_terms_taken")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_terms_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_registration_terms")),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_answer_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("registration_id", "question_id", name=op.f("uq_answer_registration_id_question_id")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_question_id"), ["question_id"], unique=False)

    op.create_table(
        "seat_quota",
        sa.Column("event_session_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0 AND taken >= 0", name=op.f("ck_seat_quota_seats")),
        sa.ForeignKeyConstraint(
            ["event_session_id"],
            ["seat_count.event_session_id"],
            name=op.f("fk_seat_quota_event_session_id_seat_count"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_session_id", "kind", name=op.f("pk_seat_quota")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=60), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_outbox_item_about"), ["about"], unique=False)

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("invitation_code_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("registered_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("link_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_registration_invitation_code_id"), ["invitation_code_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_invitation_code_id_invitation_code"),
            "invitation_code", ["invitation_code_id"], ["id"], ondelete="SET NULL",
        )  # fmt: skip
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_registered_by_id_person"),
            "person", ["registered_by_id"], ["id"], ondelete="SET NULL",
        )  # fmt: skip
        batch_op.drop_constraint(batch_op.f("ck_registration_state"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_registration_state"), "state IN ('held', 'pending', 'confirmed', 'refused', 'cancelled')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_registration_held"), "(state = 'held') = (held_until IS NOT NULL)"
        )

    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("counted_as", sa.String(length=30), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("passed_over_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=300), nullable=False, server_default=""))
        batch_op.create_unique_constraint(
            batch_op.f("uq_reservation_event_session_id_person_id_key"), ["event_session_id", "person_id", "key"]
        )
        batch_op.drop_constraint(batch_op.f("ck_reservation_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_reservation_state"), f"state IN {_STATES}")
        batch_op.create_check_constraint(
            batch_op.f("ck_reservation_held"), "(state IN ('offered', 'held')) = (held_until IS NOT NULL)"
        )
        batch_op.drop_index("ux_reservation_live")
    _index_of_live("ux_reservation_live", f"state IN {_LIVE}")
    op.create_index(
        "ix_reservation_held_until", "reservation", ["held_until"], unique=False,
        sqlite_where=sa.text("held_until IS NOT NULL"), postgresql_where=sa.text("held_until IS NOT NULL"),
    )  # fmt: skip

    with op.batch_alter_table("seat_count", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("shrink_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("access", sa.String(length=10), nullable=False, server_default="anyone"))
        batch_op.add_column(sa.Column("has_quotas", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("most_per_organisation", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("offer_minutes", sa.Integer(), nullable=True))
        batch_op.alter_column("capacity", existing_type=sa.Integer(), nullable=True)
        batch_op.drop_constraint(batch_op.f("ck_seat_count_taken"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_seat_count_taken"), "taken >= 0 AND kept >= 0 AND taken + kept <= capacity"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_seat_count_access"), "access IN ('anyone', 'approval', 'invitation')"
        )
        batch_op.create_check_constraint(batch_op.f("ck_seat_count_shrink_to"), "shrink_to BETWEEN 1 AND capacity - 1")
        batch_op.create_check_constraint(
            batch_op.f("ck_seat_count_limits"), "offer_minutes > 0 AND most_per_organisation > 0"
        )

    # What was there has its values now; new rows get theirs from whoever stores them.
    for table, columns in _GIVEN.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind in columns.items():
                batch_op.alter_column(name, existing_type=kind, server_default=None)


_LIVE = ("confirmed", "offered", "held", "waiting", "pending", "invited")
_STATES = (*_LIVE, "refused", "lapsed", "cancelled")
_GIVEN = {
    "outbox_item": {"about": sa.String(60)},
    "registration": {"reason": sa.String(300), "link_version": sa.Integer()},
    "reservation": {"counted_as": sa.String(30), "reason": sa.String(300)},
    "seat_count": {"kept": sa.Integer(), "access": sa.String(10), "has_quotas": sa.Boolean()},
}


def _index_of_live(name: str, where: str) -> None:
    """Make the index that keeps anybody from having two places in one session."""
    op.create_index(
        name, "reservation", ["event_session_id", "person_id"], unique=True,
        sqlite_where=sa.text(where), postgresql_where=sa.text(where),
    )  # fmt: skip


def downgrade() -> None:
    # What older tables cannot hold: nobody waits for an answer there, and every seat is counted.
    op.execute("DELETE FROM reservation WHERE state IN ('offered', 'held', 'pending', 'invited', 'refused', 'lapsed')")
    op.execute("DELETE FROM registration WHERE state IN ('held', 'pending', 'refused')")
    op.execute("""
        UPDATE seat_count SET taken = (SELECT count(*) FROM reservation
            WHERE reservation.event_session_id = seat_count.event_session_id AND state = 'confirmed'), kept = 0
    """)
    op.execute("UPDATE seat_count SET capacity = CASE WHEN taken > 1 THEN taken ELSE 1 END WHERE capacity IS NULL")
    with op.batch_alter_table("seat_count", schema=None) as batch_op:
        for name in ("limits", "shrink_to", "access", "taken"):
            batch_op.drop_constraint(batch_op.f(f"ck_seat_count_{name}"), type_="check")
        batch_op.alter_column("capacity", existing_type=sa.Integer(), nullable=False)
        for name in ("offer_minutes", "most_per_organisation", "has_quotas", "access", "shrink_to", "kept"):
            batch_op.drop_column(name)
        batch_op.create_check_constraint(batch_op.f("ck_seat_count_taken"), "taken BETWEEN 0 AND capacity")

    op.drop_index("ix_reservation_held_until", "reservation")
    op.drop_index("ux_reservation_live", "reservation")
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_reservation_event_session_id_person_id_key"), type_="unique")
        for name in ("held", "state"):
            batch_op.drop_constraint(batch_op.f(f"ck_reservation_{name}"), type_="check")
        for name in ("reason", "passed_over_at", "held_until", "counted_as", "key"):
            batch_op.drop_column(name)
        batch_op.create_check_constraint(
            batch_op.f("ck_reservation_state"), "state IN ('confirmed', 'waiting', 'cancelled')"
        )
    _index_of_live("ux_reservation_live", "state IN ('confirmed', 'waiting')")

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_registration_registered_by_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_registration_invitation_code_id_invitation_code"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_registration_invitation_code_id"))
        for name in ("held", "state"):
            batch_op.drop_constraint(batch_op.f(f"ck_registration_{name}"), type_="check")
        for name in ("link_version", "registered_by_id", "invitation_code_id", "reason", "held_until"):
            batch_op.drop_column(name)
        batch_op.create_check_constraint(batch_op.f("ck_registration_state"), "state IN ('confirmed', 'cancelled')")

    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_item_about"))
        batch_op.drop_column("about")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))

    op.drop_table("seat_quota")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_question_id"))

    op.drop_table("answer")
    op.drop_table("registration_terms")
    with op.batch_alter_table("registration_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_link_person_id"))
        batch_op.drop_index(batch_op.f("ix_registration_link_event_id"))

    op.drop_table("registration_link")
    op.drop_table("question")
    op.drop_table("invitation_code")
    with op.batch_alter_table("deed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deed_at"))

    op.drop_table("deed")
    with op.batch_alter_table("agenda_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_visit_event_id"))

    op.drop_table("agenda_visit")
