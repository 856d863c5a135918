"""Verbs: the only place that changes chapters, versions, what areas decide, and what is believed to be in force."""
