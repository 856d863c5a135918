"""The verbs of education link work: keeping the table of cohorts, making lists, releasing them, answering, correcting, chasing."""
