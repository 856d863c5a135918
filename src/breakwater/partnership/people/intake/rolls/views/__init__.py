"""The pages of rolls."""
