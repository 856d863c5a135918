"""Contacts passed over the boundary to another authority, and taken in from one."""
