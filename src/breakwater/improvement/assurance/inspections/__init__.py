"""The folder of an inspection: what was asked, by whom and by when, and what was given, by whom, when and from where (PL 4.1)."""
