"""Finding out what a contact is about: who the child and the people are, how urgent it is, what belongs with it, what was checked."""
