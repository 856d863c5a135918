"""How this room takes in a handover."""
