"""Files of the CIN census damaged on purpose, one for each rule at the least, and what our check and an independent one say of them."""
