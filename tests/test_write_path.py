"""Nothing of the dashboard writes upstream but by the one safe path."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "releases_ui/sentry_api/client.py"
SOURCES = [path for path in (ROOT / "releases_ui").rglob("*.py") if "demo_api" not in path.parts and path != CLIENT]


def writing_methods() -> set[str]:
    """Return the names of the client's methods that send anything but GET."""
    (client,) = [node for node in ast.parse(CLIENT.read_text()).body if isinstance(node, ast.ClassDef)][-1:]
    return {
        method.name
        for method in client.body
        if isinstance(method, ast.FunctionDef) and re.search(r"""method=(?!['"]GET)""", ast.unparse(method))
    }


def unsafe_calls(tree: ast.AST, methods: set[str], *, is_sent: bool = False) -> Iterator[int]:
    """Yield the line of each use of a writing method outside of what is handed to `Write.send`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Attribute) and node.attr in methods and not is_sent:
            yield node.lineno
        is_send = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "send"
        yield from unsafe_calls(node, methods, is_sent=is_sent or is_send)


def test_every_write_is_handed_to_the_one_function_that_records_it_first() -> None:
    methods = writing_methods()

    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in SOURCES
        for line in unsafe_calls(ast.parse(path.read_text()), methods)
    }

    assert methods >= {"create_release", "update_release", "set_status", "delete_release", "create_deploy"}
    assert found == set()


def test_finder_finds_a_write_beside_the_path() -> None:
    code = ast.parse("client().delete_release(org, version)\nwrite.send(intent, lambda c: c.delete_release(o, v))")

    assert list(unsafe_calls(code, {"delete_release"})) == [1]
