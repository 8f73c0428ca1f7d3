"""The blueprint of this package's views."""

from flask import Blueprint

blueprint = Blueprint("programme", __name__)
