"""Lists to take away: what a list shows to whoever asks, as CSV or Excel, written by the worker as that person in that role."""
