"""What people are asked on the pages of rolls."""
