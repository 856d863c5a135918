"""What is done with a review, a module for each noun."""
