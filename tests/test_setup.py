"""What the repository promises a newcomer: pinned packages, a described configuration, files one can read."""

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
# Longer than 300 lines, each for a reason.
MAY_BE_LONG = {
    "launches/migrations/0001_models.py",  # written by Django, read by nobody
    "launches/migrations/0001_squashed_0024_found_by_carrier.py",  # the same
    "static/css/system.css",  # its last lines are drawings, written by `make icons`
}
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
SOMEBODYS_MIRROR = re.compile(
    r"index-url|find-links|https?://[a-z0-9.-]*(mirror|proxy|registry|pypi|npmjs|pythonhosted)[a-z0-9.-]*"
)

CONFIGURATION = r"requirements|Makefile|Procfile|Dockerfile|\.(toml|lock|ya?ml|cfg|ini|sh)$|^\.ci/"


def files(*endings):
    """The project's own text files, as git knows them, the new ones included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.split()
    return [name for name in listed if name.endswith(endings) and (PROJECT / name).is_file()]


def lines_of(name):
    return (PROJECT / name).read_text().splitlines()


def found(pattern, names):
    """Where the pattern occurs, as file:line."""
    return [
        f"{name}:{number}"
        for name in names
        for number, line in enumerate(lines_of(name), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_it_pins_every_package_with_its_hashes(lock):
    packages = re.findall(
        r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==\S+(.*?)(?=^[a-z]|\Z)", (PROJECT / lock).read_text(), re.M | re.S
    )

    assert len(packages) > 20
    assert [name for name, rest in packages if "--hash=sha256:" not in rest] == []


def test_it_runs_the_same_versions_as_it_is_tested_with():
    runtime, development = (
        set(re.findall(r"^[a-z0-9-]+(?:\[[a-z,]+\])?==[^ ;\\]+", (PROJECT / lock).read_text(), re.M))
        for lock in ("requirements.txt", "requirements-dev.txt")
    )

    assert runtime - development == set()


def test_it_names_no_place_to_fetch_packages_from():
    configuration = [name for name in files("") if re.search(CONFIGURATION, name)]

    assert "requirements.txt" in configuration
    assert found(SOMEBODYS_MIRROR, configuration) == []


def test_it_keeps_files_short_enough_to_read():
    long = {name for name in files(".py", ".html", ".css", ".js") if len(lines_of(name)) > 300}

    assert long - MAY_BE_LONG == set()


def test_it_keeps_our_own_javascript_below_five_kilobytes():
    ours = [name for name in files(".js") if name.startswith("static/")]

    assert sum((PROJECT / name).stat().st_size for name in ours) <= 5 * 1024


def test_it_leaves_no_mark_of_something_unfinished():
    assert found(UNFINISHED, files(".py", ".html", ".css", ".js", ".md")) == []


def test_it_silences_no_check_without_naming_it():
    assert found(r"# *type: *ignore(?!\[)|# *noqa(?!:)", files(".py")) == []


def test_it_has_no_style_or_script_inside_a_template():
    templates = [name for name in files(".html") if name.startswith("templates/")]

    assert found(r"""\sstyle=|<script>|<style|\son[a-z]+=["']|\shx-on""", templates) == []


def test_it_describes_every_variable_of_its_configuration():
    read = {
        variable
        for name in files(".py")
        if name.startswith("rcsportal/")
        for variable in re.findall(
            r"""env\.[a-z]+\(\s*["']([A-Z][A-Z_]+)["']""", (PROJECT / name).read_text()
        )
    }
    described = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.M))

    assert "SECRET_KEY" in read
    assert read - described == {"ENV_FILE"}  # names the file itself


def test_it_explains_every_module_on_one_page():
    page = (PROJECT / "docs/architecture.md").read_text()
    named = set(re.findall(r"`(?:launches/)?([a-z_]+)(?:\.py|/)?`", page))
    modules = {
        Path(name).stem
        for name in files(".py")
        if re.fullmatch(r"launches/(services/)?[a-z][a-z_]*\.py", name)
    }

    assert modules - named == set()
