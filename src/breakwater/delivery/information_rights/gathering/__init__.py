"""Gathering what is held of a person: by which keys it is found, how a row reads in words, and the work itself."""
