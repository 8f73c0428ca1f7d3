"""Reading a participant's agenda, favourites and unread changes."""
