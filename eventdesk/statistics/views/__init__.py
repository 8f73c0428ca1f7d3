"""The pages of this package; importing it registers their routes on the blueprint."""

from eventdesk.statistics.views import csv_file, page
from eventdesk.statistics.views.blueprint import NAVIGATION, blueprint

__all__ = ["NAVIGATION", "blueprint", "csv_file", "page"]
