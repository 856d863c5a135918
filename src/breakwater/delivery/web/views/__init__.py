"""The shell's views, one file a family of pages."""
