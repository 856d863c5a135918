"""What this room reads of the national form by name: an area's own version keeps these questions and their choices (P4)."""

from collections.abc import Iterable

from breakwater.casework.recording.registry import RELIED_ON, Reliance

from .referrals.operations.writing import FORM

FILLED_IN = "Breakwater fills it in"
CHILD = "By it the MASH has its contact, and a repeated referral is known"


@RELIED_ON.register(FORM)
def of_the_national_form() -> Iterable[Reliance]:
    """What is filled in, and what goes to the MASH or tells one referral from another."""
    return [
        *(
            Reliance(key, FILLED_IN)
            for key in (
                "aliases",
                "gender",
                "how_noticed",
                "identifier_is",
                "identifier_words",
                "referrer_name",
                "referrer_role",
                "referrer_organisation",
                "referrer_email",
                "discussed",
                "contact_is",
            )
        ),
        *(
            Reliance(key, CHILD)
            for key in (
                "under_18",
                "forenames",
                "surname",
                "born",
                "address",
                "school",
                "informed",
                "household",
                "referrer_telephone",
                "referrer_relationship",
            )
        ),
    ]
