"""`./breakwater load`: the product served as in life, under as many people as an area has, on an invented world. docs/load.md."""
