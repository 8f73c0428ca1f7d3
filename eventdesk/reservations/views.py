"""HTTP of this room."""

from flask import Blueprint

blueprint = Blueprint("reservations", __name__)
