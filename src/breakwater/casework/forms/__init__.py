"""What a person may type on the pages of the kernel, one file a noun."""
