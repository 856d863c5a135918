"""Will hold serious incidents, reviews, child deaths, recommendations and actions. The duty behind it: Children Act 2004, sections 16C to 16F and 16M. Neighbour: assurance stands on it."""
