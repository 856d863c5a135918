"""What changes a case audit."""
