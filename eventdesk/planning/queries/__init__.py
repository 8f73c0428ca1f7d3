"""SELECTs of this package, by subject."""
