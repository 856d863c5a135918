"""What a page says where it shows nothing of what a role may hide: the same words whether there is none or it is hidden.

"Not recorded", "nobody" or "none" would tell one reader that a father has no responsibility and another that a brother does not
exist (SG-13, SG-19). Templates have the first two as globals. The third is said where a form beside it may name someone who is not on the record yet.
"""

NONE_SEEN = "None that your role can see"
NOBODY_SEEN = "Nobody that your role can see"
NOBODY_CONFIRMED = "Nobody confirmed on the record, as far as your role can see"
