"""What is committed works on any machine: no local folders, no addresses of registries, and known vendored files."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
TEXT = {
    "", ".cfg", ".css", ".csv", ".html", ".ics", ".js", ".json", ".md", ".mjs", ".po", ".pot", ".py", ".sh", ".svg",
    ".toml", ".txt", ".xml", ".yaml", ".yml",
}  # fmt: skip

# Folders that exist on one machine only; commands take folders from `tempfile`, DATA_DIR or their arguments.
MACHINE = re.compile(r"(?<![\w.:/}*-])/(?:tmp|work|home|root|Users|opt)/\w+")
# Where packages come from is the business of each machine's own configuration.
REGISTRY = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|\bregistry\s*=|\"resolved\":")


def committed() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def ours() -> list[str]:
    return [name for name in committed() if not name.startswith("static/vendor/") and Path(name).suffix in TEXT]


@pytest.mark.parametrize("line", ["see /" + "tmp/w/notes", 'path = "/' + 'home/ada/x"', "cd /" + "work/main"])
def test_machine_finds_folders_of_one_machine(line):
    assert MACHINE.search(line)


@pytest.mark.parametrize("line", ["/events/a/work/b", "templates/home/start.html", "https://example.org/home/page"])
def test_machine_passes_addresses(line):
    assert not MACHINE.search(line)


def test_no_file_names_folders_of_one_machine():
    named = {name: hit.group() for name in ours() if (hit := MACHINE.search((ROOT / name).read_text()))}

    assert named == {}, "Take folders from tempfile, DATA_DIR or an argument."


def test_no_file_names_a_package_registry():
    named = {
        name: hit.group()
        for name in ours()
        if name != "tests/architecture/test_repository.py" and (hit := REGISTRY.search((ROOT / name).read_text()))
    }

    assert named == {}, "Lock with versions and hashes only (npm: --omit-lockfile-registry-resolved)."


def test_lock_files_have_versions_and_hashes_only():
    for name in ("requirements.txt", "requirements-test.txt"):
        lines = [line.strip() for line in (ROOT / name).read_text().splitlines()]

        strange = [line for line in lines if not re.match(r"[a-z0-9.-]+==\S+|--hash=sha256:[0-9a-f]{64}", line)]

        assert strange == []


def test_vendored_files_are_listed_with_version_and_licence():
    listed = (VENDOR / "VERSIONS.md").read_text()

    unlisted = sorted(
        entry.name for entry in VENDOR.iterdir() if entry.name != "VERSIONS.md" and entry.name not in listed
    )

    assert unlisted == [], "Name the file or folder in static/vendor/VERSIONS.md, with its version and licence."


def test_nothing_large_is_committed():
    large = [name for name in committed() if (ROOT / name).stat().st_size > 2_000_000]

    assert large == []
