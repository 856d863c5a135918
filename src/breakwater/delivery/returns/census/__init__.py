"""The CIN census as a file: read it (`reading`), what stands in it (`file`), the rules of its edition (`rules`), every fault (`checking`).

It knows no database and no person of ours, so that any authority's file can be checked with it.
"""
