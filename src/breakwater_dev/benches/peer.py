"""The peer of `bench link`: plain Splink as its documentation shows it, on the same records in the same run."""

import logging

import numpy as np
import pyarrow as pa


def plain_splink(
    records: pa.Table, *, with_address: bool, threads: int = 2
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(left, right, probability) of Splink's library comparisons, trained by expectation maximisation on the records."""
    import duckdb
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect(config={"threads": threads})
    api = DuckDBAPI(connection)
    comparisons = [
        cl.NameComparison("forename"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("sex"),
        cl.PostcodeComparison("postcode"),
        cl.ExactMatch("upn"),
        cl.ExactMatch("nhs_number"),
    ]
    if with_address:
        comparisons.append(cl.LevenshteinAtThresholds("address", [2, 5]))
    used = [name for name in ("upn", "nhs_number") if any(records[name].to_pylist())]
    comparisons = [c for c in comparisons if not isinstance(c, cl.ExactMatch) or _column(c) in ("sex", *used)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="n",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on("forename", "surname"),
            block_on("surname", "dob"),
            block_on("forename", "dob"),
            block_on("postcode", "dob"),
            block_on("postcode", "surname"),
            block_on("postcode", "forename"),
            *(block_on(name) for name in used),
        ],
        retain_matching_columns=False,
    )
    linker = Linker(api.register(_blank_is_null(records)), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("forename", "surname", "dob")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1, min_count_per_level=None)
    for rule in (block_on("forename", "surname"), block_on("dob", "surname"), block_on("postcode", "dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01, warning_mode="never")
    got = connection.execute(f"select n_l, n_r, match_probability p from {found.physical_name}").fetchnumpy()
    return np.asarray(got["n_l"]), np.asarray(got["n_r"]), np.asarray(got["p"])


def _column(comparison) -> str:
    return str(comparison.create_output_column_name())


def _blank_is_null(records: pa.Table) -> pa.Table:
    """As Splink's documentation asks: lower case, no blank text, nulls for what is unknown, a postcode with its space."""
    columns = {"n": pa.array(np.arange(records.num_rows), type=pa.int64())}
    for name in ("forename", "surname", "dob", "sex", "postcode", "upn", "nhs_number", "address"):
        values = [value.strip().upper() for value in records[name].to_pylist()]
        if name == "postcode":
            values = [
                f"{tight[:-3]} {tight[-3:]}" if len(tight := value.replace(" ", "")) > 4 else value for value in values
            ]
        columns[name] = pa.array([value or None for value in values], type=pa.string())
    return pa.table(columns)
