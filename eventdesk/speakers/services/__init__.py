"""Deeds about speakers and materials. Each takes plain values or loaded models, who acts and when, and only flushes."""

from eventdesk.speakers.services.appearances import (
    OF_APPEARANCE,
    add_appearance,
    change_appearance,
    copy_appearances,
    move_appearance,
    remove_appearance,
)
from eventdesk.speakers.services.materials import (
    OF_MATERIAL,
    StoredFile,
    add_material,
    copy_materials,
    remove_material,
    store_material,
)
from eventdesk.speakers.services.people import add_availability, change_speaker, remove_availability

__all__ = [
    "OF_APPEARANCE",
    "OF_MATERIAL",
    "StoredFile",
    "add_appearance",
    "add_availability",
    "add_material",
    "change_appearance",
    "change_speaker",
    "copy_appearances",
    "copy_materials",
    "move_appearance",
    "remove_appearance",
    "remove_availability",
    "remove_material",
    "store_material",
]
