"""The functions of `cleaning` over whole columns, for the linking of lists and the reading of rolls.

Each distinct value is worked out once by the very function that search uses, so that a list and a search cannot differ.
Names, postcodes and dates repeat; a column of 60,000 takes a fraction of a second.
"""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc


def each(function: Callable, *columns, type: pa.DataType | None = None) -> pa.Array:
    """`function` of every row of one or more text columns, called once for each distinct row; a null reads as ''."""
    arrays = [_as_array(column) for column in columns]
    if len(arrays) == 1:
        coded = arrays[0].dictionary_encode()
        values = [function(value) for value in coded.dictionary.to_pylist()]
        return pa.array(values, type=type or pa.string()).take(coded.indices)
    seen: dict[tuple, object] = {}
    rows = zip(*(array.to_pylist() for array in arrays), strict=True)
    answers = [seen[row] if row in seen else seen.setdefault(row, function(*row)) for row in rows]
    return pa.array(answers, type=type or pa.string())


def _as_array(column) -> pa.Array:
    array = column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column, type=pa.string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return pc.fill_null(array.cast(pa.string()), "")
