"""The verbs of rolls: receive, apply, decide, undo."""
