"""The area's table of cohorts: what each is, where it comes from, and what a school may see of it."""
