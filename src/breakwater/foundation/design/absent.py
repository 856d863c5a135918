"""What a page says where it shows nothing of what a role may hide: the same words whether there is none or it is hidden.

"Not recorded", "nobody" or "none" would tell one reader that a father has no responsibility and another that a brother does not
exist (SG-13, SG-19). Templates have both as globals.
"""

NONE_SEEN = "None that your role can see"
NOBODY_SEEN = "Nobody whom your role can see"
