"""Run by the Python that the outside checker is installed in, never by ours: files of the census in, its answers out as JSON.

`PYTHON outside_runner.py RULESET FILE...` prints, by the file's name, {"rules": [[rule, child]...], "failed": [rules it could not run]}.
"""

import contextlib
import importlib
import io
import json
import re
import sys
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path


def main(ruleset, paths):
    warnings.simplefilter("ignore")
    from cin_validator import cin_validator

    registry = importlib.import_module(f"cin_validator.rules.{ruleset}").registry
    answers = {}
    for path in paths:
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said):
                tables = cin_validator.process_data(cin_validator.convert_data(ET.parse(path).getroot()))
                judged = cin_validator.CinValidator(tables, registry)
        except Exception as fault:
            answers[Path(path).stem] = {"rules": [], "failed": [], "crashed": f"{type(fault).__name__}: {fault}"[:200]}
            continue
        found, whole = judged.full_issue_df, judged.la_rule_issues
        rows = {
            (str(rule), child if isinstance(child, str) else "")
            for rule, child in zip(found.rule_code, found.child_id, strict=True)
        }
        rows |= {(str(rule), "") for rule in (() if whole.empty else whole.rule_code)}
        failed = re.findall(r"Error with rule (\w+):", said.getvalue())
        answers[Path(path).stem] = {"rules": sorted(map(list, rows)), "failed": sorted(failed)}
    print(json.dumps(answers))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
