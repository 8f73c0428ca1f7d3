"""The forms of this package, by subject."""
