"""Two texts that few edits part, in SQL that counts edits (slow) only where something cheap allows few.

An edit is a character more, fewer or other, or two neighbours changed about. Edits are local: of pieces that do not touch, one
more than there are edits, at least one is in both texts. So each condition here holds exactly when the count alone would.
"""

LEAST_NAME = 5  # characters from which two at either end are pieces that do not touch
LEAST_POSTCODE = 6


def one_in_name(column: str) -> str:
    a, b = _both(column)
    return (
        f"(abs(length({a}) - length({b})) <= 1 and (length({a}) < {LEAST_NAME} or length({b}) < {LEAST_NAME} or "
        f"substr({a}, 1, 2) = substr({b}, 1, 2) or right({a}, 2) = right({b}, 2)) and {_count(column, 1)})"
    )


def one_in_postcode(column: str) -> str:
    a, b = _both(column)
    return (
        f"((length({a}) < {LEAST_POSTCODE} or length({b}) < {LEAST_POSTCODE} or "
        f"substr({a}, 1, 3) = substr({b}, 1, 3) or right({a}, 2) = right({b}, 2)) and {_count(column, 1)})"
    )


FIGURES = 8  # of a date as 20120330


def some_in_date(column: str, most: int) -> str:
    """At most one or two edits between dates as 2012-03-30, of their eight figures by themselves (`column_1` to `column_8`).

    The dashes keep year, month and day in their places: two figures beside one another change about, or a figure is another.
    """

    def slips(tens: int, ones: int) -> str:
        ten, one, other_ten, other_one = (f"{column}_{at}_{side}" for side in "lr" for at in (tens, ones))
        exchanged = f"{ten} = {other_one} and {one} = {other_ten} and {ten} <> {one}"
        differ = " + ".join(f"cast({x} <> {y} as tinyint)" for x, y in ((ten, other_ten), (one, other_one)))
        return f"{differ} - cast({exchanged} as tinyint)"

    return f"({' + '.join(slips(at, at + 1) for at in range(1, FIGURES, 2))} <= {most})"


def two_in_number(column: str) -> str:
    """At most two edits between numbers of about 13 characters, whose pieces may stand a little further left or right."""
    a, b = _both(column)
    shared = " or ".join(f"contains({b}, substr({a}, {first}, 3))" for first in (1, 6, 11))
    return f"(({shared}) and {_count(column, 2)})"


def _both(column: str) -> tuple[str, str]:
    return f"{column}_l", f"{column}_r"


def _count(column: str, most: int) -> str:
    return f"damerau_levenshtein({column}_l, {column}_r) <= {most}"
