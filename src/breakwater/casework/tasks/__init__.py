"""What someone must do by a day, and people coming together with agenda, minutes and decisions. Neighbours: clocks and cases below."""
