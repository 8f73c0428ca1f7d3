"""Reading check-ins, attendee lists and tickets."""
