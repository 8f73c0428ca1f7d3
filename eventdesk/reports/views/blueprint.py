"""The blueprint of this room."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
