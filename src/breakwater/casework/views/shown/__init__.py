"""What the pages show, worked out before they are drawn: templates ask the database nothing."""
