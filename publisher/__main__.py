"""The `publisher` command."""

import ast
import os
import pkgutil
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

COMMANDS = Path(__file__).parent / "management" / "commands"


def main() -> None:
    """Runs the command line and exits: 0 done, 1 refused or failed, 2 called wrongly."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal cannot show is shown by its number
            stream.reconfigure(errors="backslashreplace")
    os.umask(0o077)  # the database holds addresses and sealed secrets: no file of ours is for others to read
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command in this process and gives its exit code."""
    known = {module.name for module in pkgutil.iter_modules([str(COMMANDS)])}
    name = arguments[0] if arguments else "--help"
    if name not in known and name not in ("-h", "--help", "help"):
        sys.stderr.write(f"There is no command `{name}`. `publisher --help` lists what there is.\n")
        return 2
    if name not in known:
        sys.stdout.write(_overview(sorted(known)) + "\n")
        return 0
    if any("\udc80" <= letter <= "\udcff" for word in arguments for letter in word):  # bytes that are no UTF-8
        sys.stderr.write("An argument is not text in UTF-8. Type it anew.\n")
        return 2
    if problem := _start_django():
        sys.stderr.write(problem + "\n")
        return 1
    try:
        import_module(f"publisher.management.commands.{name}").Command().run_from_argv(["publisher", *arguments])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    return 0


def _start_django() -> str:
    """Loads the settings; gives the sentence that says which of them is wrong, or nothing."""
    import django
    from environs import EnvError

    try:
        django.setup()
    except (EnvError, ValueError, OSError) as cause:
        return f"A setting is wrong: {' '.join(str(cause).split())}"
    return ""


def _overview(names: list[str]) -> str:
    lines = ["publisher announces signed pledges: once, and only what a person approved.", "", "Commands:"]
    lines += [f"  {name:<18} {_help(COMMANDS / f'{name}.py')}" for name in names]
    return "\n".join([*lines, "", "`publisher COMMAND --help` says more. Add --json for a program's reading."])


def _help(file: Path) -> str:
    """The `help` of a command, read and not imported: an overview should not take seconds."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Assign(targets=[ast.Name(id="help")], value=ast.Constant(value=str(text))):
                return text
    return ""


if __name__ == "__main__":
    main()
