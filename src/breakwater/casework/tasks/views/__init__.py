"""What the pages of tasks and meetings answer."""
