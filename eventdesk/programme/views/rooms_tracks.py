"""The pages of an event's rooms and tracks: lists, and forms to add, change, move and remove them."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventdesk.core import clock
from eventdesk.core.db import transaction
from eventdesk.core.errors import DomainError
from eventdesk.permissions import Permission
from eventdesk.programme.forms import PositionForm, RoomForm, TrackForm
from eventdesk.programme.models.programme import Event, Room, Track
from eventdesk.programme.queries import rooms_tracks
from eventdesk.programme.queries.events import event_by_slug
from eventdesk.programme.queries.rooms_tracks import room_by_slug, session_counts, track_by_slug
from eventdesk.programme.services.rooms_tracks import (
    add_room,
    add_track,
    change_room,
    change_track,
    move_room,
    remove_room,
    remove_track,
)
from eventdesk.programme.views.blueprint import blueprint
from eventdesk.web.forms import Form
from eventdesk.web.guard import current_actor, requires
from eventdesk.web.heads import desk_head


def _rooms_of(event_slug: str, **_: str) -> str:
    return url_for(".rooms", event_slug=event_slug)


@blueprint.route("/desk/<event_slug>/rooms/", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug, once=True)
def rooms(event: Event) -> Any:
    form = RoomForm()
    if form.validate_on_submit():
        try:
            with transaction():
                room = add_room(event, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(name)s” has been added.", name=room.name))
            return redirect(url_for(".rooms", event_slug=event.slug), 303)
    page = render_template(
        "programme/rooms.html",
        form=form,
        event=event,
        rooms=rooms_tracks.rooms(event.id),
        counts=session_counts(event.id, "room"),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/rooms/<room_slug>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=room_by_slug)
def room(room: Room) -> Any:
    form = RoomForm(obj=room)
    if form.validate_on_submit():
        try:
            with transaction():
                change_room(room, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("The room has been saved."))
            return redirect(url_for(".rooms", event_slug=room.event.slug), 303)
    page = render_template("programme/room.html", form=form, room=room, desk_head=desk_head(room.event))
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/rooms/<room_slug>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=room_by_slug)
def room_remove(room: Room) -> Any:
    form, event, name = Form(), room.event, room.name
    if form.validate_on_submit():
        with transaction():
            count = remove_room(room, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("“%(name)s” has been removed.", name=name))
        if count:
            flash(ngettext("%(num)s session now has no room.", "%(num)s sessions now have no room.", count))
        return redirect(url_for(".rooms", event_slug=event.slug), 303)
    count = session_counts(event.id, "room").get(room.id, 0)
    ask = {
        "title": gettext("Remove “%(name)s”?", name=name),
        "words": ngettext(
            "%(num)s session is in this room. It stays in the programme without a room.",
            "%(num)s sessions are in this room. They stay in the programme without a room.",
            count,
        )
        if count
        else gettext("There are no sessions in this room."),
        "button": gettext("Remove room"),
        "back_url": url_for(".rooms", event_slug=event.slug),
        "back_label": gettext("Rooms"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event))


@blueprint.post("/desk/<event_slug>/rooms/<room_slug>/move")
@requires(Permission.PROGRAMME_EDIT, on=room_by_slug, return_to=_rooms_of)
def room_move(room: Room) -> Any:
    form = PositionForm()
    if form.validate_on_submit():
        with transaction():
            move_room(room, by=form.by.data, actor_id=current_actor().person_id, now=clock.now())
    return redirect(url_for(".rooms", event_slug=room.event.slug), 303)


@blueprint.route("/desk/<event_slug>/tracks/", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=event_by_slug, once=True)
def tracks(event: Event) -> Any:
    form = TrackForm()
    if form.validate_on_submit():
        try:
            with transaction():
                track = add_track(event, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("“%(name)s” has been added.", name=track.name))
            return redirect(url_for(".tracks", event_slug=event.slug), 303)
    page = render_template(
        "programme/tracks.html",
        form=form,
        event=event,
        tracks=rooms_tracks.tracks(event.id),
        counts=session_counts(event.id, "track"),
        desk_head=desk_head(event),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/tracks/<track_slug>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=track_by_slug)
def track(track: Track) -> Any:
    form = TrackForm(obj=track)
    if form.validate_on_submit():
        try:
            with transaction():
                change_track(track, **form.values(), actor_id=current_actor().person_id, now=clock.now())
        except DomainError as problem:
            form.show(problem)
        else:
            flash(gettext("The track has been saved."))
            return redirect(url_for(".tracks", event_slug=track.event.slug), 303)
    page = render_template("programme/track.html", form=form, track=track, desk_head=desk_head(track.event))
    return page, 422 if form.errors else 200


@blueprint.route("/desk/<event_slug>/tracks/<track_slug>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT, on=track_by_slug)
def track_remove(track: Track) -> Any:
    form, event, name = Form(), track.event, track.name
    if form.validate_on_submit():
        with transaction():
            remove_track(track, actor_id=current_actor().person_id, now=clock.now())
        flash(gettext("“%(name)s” has been removed.", name=name))
        return redirect(url_for(".tracks", event_slug=event.slug), 303)
    count = session_counts(event.id, "track").get(track.id, 0)
    ask = {
        "title": gettext("Remove “%(name)s”?", name=name),
        "words": ngettext(
            "%(num)s session is in this track. It stays in the programme without a track.",
            "%(num)s sessions are in this track. They stay in the programme without a track.",
            count,
        )
        if count
        else gettext("There are no sessions in this track."),
        "button": gettext("Remove track"),
        "back_url": url_for(".tracks", event_slug=event.slug),
        "back_label": gettext("Tracks"),
    }
    return render_template("layouts/confirm.html", form=form, ask=ask, desk_head=desk_head(event))
