"""The stages of each kind of case and who may move it. A room registers its pathway at start-up; transitions are rows of cases. Neighbours: cases above."""
