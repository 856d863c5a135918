"""What the pages of the kernel answer, one file a noun."""
