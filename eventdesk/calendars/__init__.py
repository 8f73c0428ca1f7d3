"""Calendar files of programmes, sessions and personal agendas.

Here: entries read from the programme and from a person's reservations, their serialisation as iCalendar (RFC 5545,
RFC 7986), the public `.ics` addresses, and private feeds with a revocable address. Not here: invitations by email,
schedule files (`interchange`), and the times themselves (`programme`).
"""
