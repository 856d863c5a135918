"""Who is out of date and why: duties as data, and where each person stands by them (PL 8.5)."""
