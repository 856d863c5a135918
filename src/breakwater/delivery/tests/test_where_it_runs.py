"""Units, container and poolers of deploy/ name what there is: commands, variables, files. An image cannot be built by a test."""

import argparse
import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from breakwater.delivery import cli
from breakwater.delivery.cli import COMMANDS
from breakwater.delivery.metrics import gauges

CHECKOUT = Path(__file__).resolve().parents[4]
DEPLOY = CHECKOUT / "deploy"
CONTAINER = DEPLOY / "container"
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


@pytest.mark.parametrize("name", ["systemd/breakwater.env", "container/breakwater.env.example"])
def test_each_variable_of_an_example_is_read_by_the_product(name):
    named = set(VARIABLE.findall((DEPLOY / name).read_text()))
    assert named
    assert named - read_by_the_product() == set()


def test_the_container_file_copies_what_there_is_and_runs_as_nobody_in_particular():
    text = (CONTAINER / "Containerfile").read_text()
    lines = text.splitlines()
    copied = [
        source
        for line in lines
        if line.startswith("COPY ") and "--from=" not in line
        for source in line.split()[1:-1]
        if not source.startswith("--")
    ]
    assert {"requirements", "src/breakwater"} <= set(copied)
    assert [source for source in copied if not (CHECKOUT / source).exists()] == []
    ignored = (CHECKOUT / ".dockerignore").read_text().splitlines()
    assert {"*", *(f"!{source}" for source in copied)} <= set(ignored), "what is copied is in what is sent to be built"
    stages = text.split("\nFROM ")[1:]
    assert {stage.split()[0] for stage in stages} == {"debian:13-slim"}
    served = [stage for stage in stages if "ENTRYPOINT" in stage]
    assert len(served) == 2
    for stage in served:
        user = re.search(r"^USER (\w+)$", stage, re.M).group(1)
        assert re.search(rf"useradd --system --uid \d+ .*\b{user}\b", stage)
    assert "--require-hashes -r requirements/base.txt" in text
    command = json.loads(re.search(r"^CMD (\[.*\])$", text, re.M).group(1))
    assert command[0] in COMMANDS


def test_compose_runs_commands_that_there_are_on_files_that_there_are_with_variables_that_are_read():
    composed = yaml.safe_load((CONTAINER / "compose.yaml").read_text())
    services, read = composed["services"], read_by_the_product()
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert "/" not in service["image"], "an image is named without a registry's address"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (CONTAINER / source).is_file() if source.startswith(".") else source in composed["volumes"]
        assert set(service.get("secrets", [])) <= set(composed["secrets"])
        assert set(service["networks"]) <= set(composed["networks"])
        assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
        if service["image"] != "postgres:17":
            assert (service["read_only"], service["init"]) == (True, True)
        if built := service.get("build"):
            assert (CONTAINER / built["context"] / built["dockerfile"]).resolve() == CONTAINER / "Containerfile"
        if service["image"] == "breakwater":
            name, *options = service["command"]
            assert parsed(name, options), "the product understands what it is told to do"
            assert set(service["environment"]) <= read
            assert service["env_file"] == ["breakwater.env"]
    webs = [service for service in services.values() if service.get("command", [""])[0] == "serve"]
    assert len({port for web in webs for port in web["ports"]}) == 2
    for web in webs:  # what shares connections between transactions keeps no statement of one
        assert "@pooler:" in web["environment"]["DATABASE_URL"]
        assert web["environment"]["BREAKWATER_PREPARE"] == "0"
    assert services["worker"]["deploy"]["replicas"] == 2
    assert "@database/" in services["worker"]["environment"]["DATABASE_URL"]


def test_each_password_that_compose_asks_for_is_in_the_example_and_the_pooler_pools_as_the_guide_says():
    text = (CONTAINER / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{(\w+):\?\}", text)) | set(re.findall(r"\{environment: (\w+)\}", text))
    given = re.findall(r"^(\w+)=$", (CONTAINER / "passwords.env.example").read_text(), re.M)
    assert sorted(asked) == sorted(given)
    kept = "pool_mode", "max_client_conn", "default_pool_size", "ignore_startup_parameters", "auth_type"
    alone, among = (
        dict(re.findall(r"^(\w+) = (.+)$", path.read_text(), re.M))
        for path in (DEPLOY / "postgresql" / "pgbouncer.ini", CONTAINER / "pgbouncer.ini")
    )
    assert {name: alone[name] for name in kept} == {name: among[name] for name in kept}


def parsed(name: str, options: list[str]) -> bool:
    parser = argparse.ArgumentParser(exit_on_error=False)
    import_module(COMMANDS[name], cli.__name__).add_arguments(parser)
    return bool(parser.parse_args(options))


def test_every_metric_that_the_guide_names_is_told():
    told = Path(gauges.__file__).read_text() + (Path(gauges.__file__).with_name("counting.py")).read_text()
    named = set(re.findall(r"breakwater_[a-z_]+[a-z]", (CHECKOUT / "docs" / "running.md").read_text()))
    named = {name.removesuffix("_total") for name in named}
    assert len(named) > 10
    assert {name for name in named if f'"{name}"' not in told} == set()
