"""The forms by which people tell us: professionals with and without an account, children and the public."""
