"""Pages of the room: for everyone, for those who keep the manual, for agencies that are asked."""
