"""Finding people: what someone searches for, the rows they are found by, and candidates in bands with reasons."""
