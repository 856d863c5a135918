"""The services directory: local help found by need, age, place and time, Open Referral UK in and out.

The duty behind it: families and professionals find local help (Childcare Act 2006, section 12; Working Together, chapter 3).
Neighbours: content shows it, early help plans point to it through a registry.
"""
