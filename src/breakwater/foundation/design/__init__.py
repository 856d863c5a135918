"""How pages look: the Jinja2 environment, the two shells, components, fields that draw themselves, and charts."""
