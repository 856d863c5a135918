"""The call to a school about its list: when it is due, what is talked through, what is agreed, and the letter after it."""
