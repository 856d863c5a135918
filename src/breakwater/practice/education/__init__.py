"""The fortnightly list of vulnerable pupils that each school and the authority share, from its sources to the school's answers.

The duty behind it: schools and the authority share one view of a child and act on it together (Education Act 2002, section
175; Keeping children safe in education). Neighbours: people for rolls and identity, casework for handovers; other rooms say
what they know of children through casework's registry of shared sources, and no room is imported.
"""
