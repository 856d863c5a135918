"""Who we are: organisations and their people in posts, the children and adults known to an area, what we send them."""
