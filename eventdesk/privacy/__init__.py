"""Personal data: what is stored about a person, as a page and as a file, and who is referred to by nothing any more."""
