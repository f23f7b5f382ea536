"""Each class of failure that other tools' users reported, and that contacts, Pipedrive or CardDAV can meet, has a test.

The numbers are those of the list that this project keeps of such reports; a test names its class in its docstring.
"""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
CLASSES = (1, 4, 5, 6, 18, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31, 33, 34, 35, 39, 41)
TESTED = (ast.FunctionDef, ast.ClassDef, ast.Module)


def test_every_class_is_named_by_a_test() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(TESTS.rglob("test_*.py"))]
    docstrings = [
        ast.get_docstring(node) or "" for tree in trees for node in ast.walk(tree) if isinstance(node, TESTED)
    ]

    named = {int(number) for said in docstrings for number in re.findall(r"\bF(\d+)\b", said)}

    assert set(CLASSES) - named == set()
