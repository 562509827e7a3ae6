"""The shape of the code: layers, one writer of states, modules that can be read in one go."""

import ast
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from importlinter.cli import lint_imports

from publisher import paths
from tasks.app import app

CODE = sorted(
    file
    for package in ("publisher", "graphics", "tasks")
    for file in (paths.ROOT / package).rglob("*.py")
    if "migrations" not in file.parts
)
TESTS = sorted((paths.ROOT / "tests").rglob("*.py"))
WRITERS_OF_STATES = {"publisher/workflow.py", "publisher/newsletter/claimed.py", "publisher/newsletter/drain.py"}
UPDATES = {"update", "aupdate", "update_or_create"}
SAVES = {"bulk_update", "save", "asave"}
LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
MEDIAN_MODULE = 80


def name(file: Path) -> str:
    return file.relative_to(paths.ROOT).as_posix()


def lines(file: Path) -> int:
    return len(file.read_text().splitlines())


def tracked() -> list[Path]:
    """Every file of the checkout, without what Git ignores."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no Git checkout")
    return [paths.ROOT / part for part in listed.stdout.split("\0") if part and (paths.ROOT / part).is_file()]


def test_imports_go_down_only() -> None:
    assert lint_imports(config_filename=str(paths.ROOT / "pyproject.toml"), no_logo=True) == 0


def state_writes(tree: ast.AST) -> Iterator[int]:
    """The lines that write a column `state`: assigned, in an update, in a list of fields, in SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = any(keyword.arg == "state" for keyword in node.keywords)
            listed = any(isinstance(part, ast.Constant) and part.value == "state" for part in ast.walk(node))
            if (named and node.func.attr in UPDATES) or (listed and node.func.attr in SAVES):
                yield node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "SET state" in node.value:
            yield node.lineno


def test_only_the_workflow_and_the_drain_write_states() -> None:
    found = [
        f"{name(file)}:{line}"
        for file in CODE
        if name(file) not in WRITERS_OF_STATES and "sandbox" not in file.parts
        for line in state_writes(ast.parse(file.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "row.state = 'ready'",
        "rows.filter(state='waiting').update(state='ready')",
        "row.save(update_fields=['reason', 'state'])",
        "Row.objects.bulk_update(rows, ['state'])",
        "cursor.execute('UPDATE publisher_delivery SET state = 1')",
    ],
)
def test_the_search_for_writers_finds_them(code: str) -> None:
    assert list(state_writes(ast.parse(code))) == [1]


def test_no_module_is_longer_than_can_be_read_in_one_go() -> None:
    assert [f"{name(file)}: {lines(file)}" for file in (*CODE, *TESTS) if lines(file) > LONGEST_MODULE] == []


def test_most_modules_are_short() -> None:
    assert median(lines(file) for file in CODE if lines(file)) <= MEDIAN_MODULE


def test_functions_fit_a_screen() -> None:
    long = [
        f"{name(file)}:{node.lineno} {node.name}"
        for file in CODE
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_an_entry_point_of_celery_is_short() -> None:
    bodies = {
        f"{name(file)}:{node.name}": node.end_lineno - node.lineno + 1
        for file in CODE
        if file.parent.name == "tasks"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert bodies
    assert max(bodies.values()) < 40


def test_every_entry_of_the_schedule_names_a_task_and_expires() -> None:
    app.loader.import_default_modules()
    for entry in runpy.run_path(str(paths.SCHEDULE))["SCHEDULE"].values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] <= entry["schedule"]


# Put together here, so that this file does not find itself.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "artifact" + "ory"]
PLACES = ["/" + "home/", "/" + "root/", "/" + "Users/", "/" + "work/"]


@pytest.mark.parametrize("text", HOSTS + PLACES)
def test_no_file_names_a_registry_or_a_place_on_somebodys_machine(text: str) -> None:
    assert [name(file) for file in tracked() if text.encode() in file.read_bytes()] == []
