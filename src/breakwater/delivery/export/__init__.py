"""Everything of an area, to leave with: documented tables and files, locked for whoever receives them (docs/leaving.md)."""

PACKAGE = "datapackage.json"
FILES = "files"
AGE = ".age"
