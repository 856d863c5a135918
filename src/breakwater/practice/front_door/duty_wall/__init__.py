"""The screen on the MASH's wall."""
