"""`./breakwater erase`: erase whom requests ask to erase, as two people decided; or one person, by an order of two people to the command."""

from .answering import says_refusals

HELP = "erase a person that no ground keeps (runs as the database's owner; docs/retention.md)"
AS_OWNER = True


def add_arguments(parser) -> None:
    parser.add_argument(
        "person",
        nargs="?",
        metavar="ID",
        help="the random id in the address of the person's page; without it, whoever waits by a request",
    )
    parser.add_argument("--ordered-by", default="", metavar="NAME", help="who decided it: the audit keeps it")
    parser.add_argument("--agreed-by", default="", metavar="NAME", help="who agreed: somebody else; the audit keeps it")
    parser.add_argument("--because", default="", metavar="WHY", help="why, without a name: the audit keeps it")
    parser.epilog = (
        "Refused, with what stands in the way, while a hold, a case or another record of the schedule keeps the person. Backups "
        "forget them as they expire; a restore erases them again."
    )


@says_refusals
def run(options) -> int:
    from django.db import connection
    from django.utils import timezone

    from breakwater.delivery.retention import erasing
    from breakwater.foundation.refusals import Refusal

    if not options.person:
        connection.ensure_connection()
        erased, kept = erasing.carry_out(connection.connection, at=timezone.now())
        print(f"{erased} erased, {kept} not: the page Deletion says why.")
        return 0
    by, agreed, why = (each.strip() for each in (options.ordered_by, options.agreed_by, options.because))
    if not (by and agreed and why) or by.casefold() == agreed.casefold():
        raise Refusal(
            words="Two people decide: name one with --ordered-by, another with --agreed-by, and say why with --because."
        )
    connection.ensure_connection()
    because = f"Ordered by {by}, agreed by {agreed}: {why}"
    went = erasing.erase(connection.connection, options.person, because=because, at=timezone.now())
    print(f"Erased: {went} rows. It is in the audit.")
    return 0
