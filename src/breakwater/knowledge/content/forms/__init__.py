"""What readers may type on the site and its keepers in their pages, a module a noun."""
