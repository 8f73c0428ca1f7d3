"""Tables and constraints, by subject."""
