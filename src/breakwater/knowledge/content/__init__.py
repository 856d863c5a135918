"""The public site, its library, news and campaigns: what the partnership tells everyone, written and kept by its own people.

The duty behind it: the partnership communicates the need to safeguard (Children Act 2004, section 16E). Stands on directory,
policies and training; knows no case. Wagtail is its editor, here and nowhere else, and holds editorial content alone.
"""
