"""Changes to check-ins and tickets."""
