"""What is done with a serious incident, a module for each noun."""
