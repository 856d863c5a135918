"""What is masked in what was gathered: proposed, added, taken off by the officer, and checked by a second person. The record itself stays as it is."""
