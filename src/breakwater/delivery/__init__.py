"""How people reach the product: pages, API, commands, settings. urls.py is the one file that knows every room."""
