"""The kit that rooms are built on: Django's class-based views with the house's habits (permission, audit, refusals, idempotency)."""
