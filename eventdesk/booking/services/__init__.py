"""Services of this package, by subject: functions that change rows."""
