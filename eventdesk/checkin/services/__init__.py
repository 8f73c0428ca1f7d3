"""What check-in changes: asking for a ticket and printing it (`tickets`)."""
