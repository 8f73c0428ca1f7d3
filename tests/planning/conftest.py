"""Fixtures of the planning tests: those of the desk."""

from tests.desk.conftest import desk, event, organiser

__all__ = ["desk", "event", "organiser"]
