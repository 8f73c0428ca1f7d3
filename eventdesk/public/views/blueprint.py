"""The blueprint of this room."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
