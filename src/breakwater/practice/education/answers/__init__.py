"""What a school says of its list, what is wrong with it, what it is asked besides, and its list as it reads it."""
