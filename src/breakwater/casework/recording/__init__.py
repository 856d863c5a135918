"""Structured, versioned forms written as YAML in their rooms and released into the database. An answer keeps the version it was given on. Neighbours: documents and cases below."""
