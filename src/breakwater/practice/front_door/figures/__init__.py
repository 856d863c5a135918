"""The published figures of the front door, each measure defined once."""
