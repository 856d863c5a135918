"""The verbs of agencies' lists: register, receive, apply, decide, undo."""
