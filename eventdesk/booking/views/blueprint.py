"""The blueprint that the views of this package are registered on."""

from flask import Blueprint

blueprint = Blueprint("booking", __name__)
