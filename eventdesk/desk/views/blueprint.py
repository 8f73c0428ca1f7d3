"""The blueprint that the views of this room stand on."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)
