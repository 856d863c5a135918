"""Invented cities, to teach and test the linking of lists: families, and what each agency wrote down about their children.

Nobody here exists. Forename and surname frequencies are those of `forenames.csv.gz` and `surnames.csv.gz` (see LICENCE.txt),
with names of other communities added by hand; postcodes are of an area that is not in use, UPNs of authority 000, NHS
numbers of the test range. Every hard case has a rate of its own (`rates.Rates`), and training draws them widely, so that
what is learnt does not depend on one town's habits.
"""

from .lists import City, make_city
from .rates import Rates, drawn_rates

__all__ = ["City", "Rates", "drawn_rates", "make_city"]
