"""Emergency duty: the alarm, the page, the night and what the day picks up."""
