"""The blueprint of check-in."""

from flask import Blueprint

blueprint = Blueprint("checkin", __name__)
