"""What changes the directory: entries kept, providers' links and proposals, feeds taken in and undone."""
