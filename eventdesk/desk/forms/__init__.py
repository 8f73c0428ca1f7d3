"""The shape of what is typed at the desk."""

from eventdesk.desk.forms.contents import AppearanceForm, LinkForm, MaterialForm, PositionForm, TalkForm
from eventdesk.desk.forms.events import EventCopyForm, PublishForm
from eventdesk.desk.forms.people import AvailabilityForm, RoleForm, SpeakerForm
from eventdesk.desk.forms.sessions import RepeatForm, SessionForm, SessionTemplateForm
from eventdesk.desk.forms.times import MoveForm, PlaceForm, TimesForm, whole_number

__all__ = [
    "AppearanceForm",
    "AvailabilityForm",
    "EventCopyForm",
    "LinkForm",
    "MaterialForm",
    "MoveForm",
    "PlaceForm",
    "PositionForm",
    "PublishForm",
    "RepeatForm",
    "RoleForm",
    "SessionForm",
    "SessionTemplateForm",
    "SpeakerForm",
    "TalkForm",
    "TimesForm",
    "whole_number",
]
