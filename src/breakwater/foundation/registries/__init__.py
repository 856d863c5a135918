"""Named tables that rooms fill at start-up, all of one shape."""
