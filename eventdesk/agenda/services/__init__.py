"""Changes to favourites, and to what a participant has read."""
