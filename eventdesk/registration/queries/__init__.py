"""Queries of this package, by subject: functions that only read."""
