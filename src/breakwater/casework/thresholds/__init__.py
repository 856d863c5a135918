"""Levels of need: an area's continuum of need as dated editions, and what was considered of it for a case.

The duty: partners publish a threshold document and decide by it (Working Together to Safeguard Children). A tier is a
person's judgement, never a score. Its neighbours: the front door decides beside it, early help works by it.
"""
