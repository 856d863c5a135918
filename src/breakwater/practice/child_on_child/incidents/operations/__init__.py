"""Opening an incident, its routes, what other schools are told, support and views, outcome."""
