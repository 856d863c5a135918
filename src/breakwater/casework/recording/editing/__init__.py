"""Keeping an area's forms without code: drafts of a next version, what changed in words, trials, files, releases.

Everything here works on a form's definition as data (what its YAML says), so that nothing an editor writes can run. What
rooms read of a form by name is protected (`protected`). Neighbours: the forms and answers of recording.
"""
