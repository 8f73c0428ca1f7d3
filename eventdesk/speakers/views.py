"""HTTP of this room."""

from flask import Blueprint

blueprint = Blueprint("speakers", __name__)
