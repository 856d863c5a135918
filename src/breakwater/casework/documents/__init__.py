"""Files with a case: typed by content, scanned, encrypted, served only to those who may see the case. Neighbours: cases below, storage on the ground."""
