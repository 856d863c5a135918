"""Verbs of the public site: bringing it, keeping its editors, the library's offers and collections, what readers send."""
