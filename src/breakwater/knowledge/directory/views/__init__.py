"""HTTP in, page out: finding services, the open feed, providers' links, and those who keep the directory."""
