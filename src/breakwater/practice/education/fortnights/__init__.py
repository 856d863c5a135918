"""When lists are released, who at a school may read them, and the fortnight of all schools at a glance."""
