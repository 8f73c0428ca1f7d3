"""Rules of this package, by subject: decisions on plain values."""
