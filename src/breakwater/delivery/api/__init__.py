"""Will hold the open API (django-ninja, OpenAPI 3.1). The duty behind it: open standards for public services. Neighbours: operations and measures of each room."""
