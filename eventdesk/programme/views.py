"""HTTP of this room."""

from flask import Blueprint

blueprint = Blueprint("programme", __name__)
