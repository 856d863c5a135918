"""Units, container and poolers of deploy/ name what there is: commands, variables, files. An image cannot be built by a test."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from breakwater.delivery.cli import COMMANDS
from breakwater.delivery.metrics import gauges

CHECKOUT = Path(__file__).resolve().parents[4]
DEPLOY = CHECKOUT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
HARDENED = {
    "User=breakwater",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "RestrictNamespaces=yes",
    "CapabilityBoundingSet=",
    "SystemCallFilter=@system-service",
    "UMask=0077",
}
EXPOSED_AT_MOST = 2.0
VARIABLE = re.compile(r"^#?(BREAKWATER_[A-Z_]+|DATABASE_(?:OWNER_)?URL)=", re.M)


def read_by_the_product() -> set[str]:
    """Every variable that the code asks the environment for."""
    text = "".join(
        path.read_text() for path in (CHECKOUT / "src" / "breakwater").rglob("*.py") if "tests" not in path.parts
    )
    named = {f"BREAKWATER_{name}" for name in re.findall(r'environment\(\s*"([A-Z_]+)"', text)}
    return named | set(re.findall(r'"(BREAKWATER_[A-Z_]+|DATABASE_(?:OWNER_)?URL)"', text))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_that_there_is_and_may_do_little(unit):
    lines = unit.read_text().splitlines()
    assert set(lines) >= HARDENED
    for line in lines:
        if line.startswith(("ExecStart=", "ExecStop=")):
            program, _, module, *rest = line.partition("=")[2].split()
            assert program == "/opt/breakwater/.venv/bin/python"
            assert module == "breakwater.delivery.cluster" or rest[0] in COMMANDS


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_every_unit_and_finds_it_little_exposed(tmp_path):
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text().replace("/opt/breakwater/.venv/bin/python", sys.executable)
        (tmp_path / path.name).write_text(text.replace("/opt/breakwater", str(CHECKOUT)))
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *tmp_path.glob("*.service"), *tmp_path.glob("*.timer")],
        capture_output=True,
        text=True,
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    for unit in UNITS:
        said = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", tmp_path / unit.name],
            capture_output=True,
            text=True,
        ).stdout
        assert float(re.search(r"exposure level for [^:]+: ([\d.]+)", said).group(1)) <= EXPOSED_AT_MOST


@pytest.mark.parametrize(
    "name", ["systemd/breakwater.env", "container/breakwater.env.example", "container/owner.env.example"]
)
def test_each_variable_of_an_example_is_read_by_the_product(name):
    named = set(VARIABLE.findall((DEPLOY / name).read_text()))
    assert named
    assert named - read_by_the_product() == set()


def test_the_container_file_copies_what_there_is():
    lines = (DEPLOY / "container" / "Containerfile").read_text().splitlines()
    copied = [source for line in lines if line.startswith("COPY ") for source in line.split()[1:-1]]
    assert {"requirements", "src/breakwater"} <= set(copied)
    assert [source for source in copied if not (CHECKOUT / source).exists()] == []
    assert [line.split()[1] for line in lines if line.startswith("FROM ")] == ["debian:13-slim"]
    assert "--require-hashes -r requirements/base.txt" in "\n".join(lines)


def test_compose_runs_commands_that_there_are_on_files_that_there_are():
    folder = DEPLOY / "container"
    composed = yaml.safe_load((folder / "compose.yaml").read_text())
    services = composed["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services)
        assert "/" not in service["image"], "an image is named without a registry's address"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (folder / source).is_file() if source.startswith(".") else source in composed["volumes"]
        assert set(service.get("secrets", [])) <= set(composed["secrets"])
        if name != "database":
            assert service["command"][0] in COMMANDS
            assert (service["read_only"], service["cap_drop"], service["init"]) == (True, ["ALL"], True)
    built = services["migrate"]["build"]
    assert (folder / built["context"] / built["dockerfile"]).resolve() == folder / "Containerfile"


def test_every_metric_that_the_guide_names_is_told():
    told = Path(gauges.__file__).read_text() + (Path(gauges.__file__).with_name("counting.py")).read_text()
    named = set(re.findall(r"breakwater_[a-z_]+[a-z]", (CHECKOUT / "docs" / "running.md").read_text()))
    named = {name.removesuffix("_total") for name in named}
    assert len(named) > 10
    assert {name for name in named if f'"{name}"' not in told} == set()
