"""Which of these records are the same children: linking of whole lists, with a tier, a probability and reasons for each link.

`engine.link(records)` is the whole of it: cleaned columns (`prepare`), pairs that share a key (`blocking`), Splink's weights
over levels of our own (`levels`), a second stage that sees rivals and homes (`likeness`, `context`, `second`), hard rules and
tiers (`rules`). `training` teaches it on the invented cities of `city`. docs/linking.md tells why.

Nothing here is imported by the web process until someone links: the libraries are large.
"""

FEWEST, FEWEST_OF_EACH = 100, 20  # decisions that calibration takes; below them the figures would be chance
