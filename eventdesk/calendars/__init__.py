"""Calendar files: what is on, in the form that other people's calendars read.

In this room: entries gathered from the programme and from a person's seats, their serialisation as
iCalendar (RFC 5545, RFC 7986), the public `.ics` addresses, and private feeds with a revocable address.
Not in this room: invitations by mail, schedule files for machines (`interchange`), and the times
themselves (`programme`).
"""
