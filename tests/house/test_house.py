"""The house rules as tests: sizes, docstrings, no unsafe loading, no broad except outside runners and doors."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "src" / "waylight").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT / "src" / "waylight"))


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_file_is_small_and_said(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    tree = ast.parse(text)
    if text.strip():
        assert ast.get_docstring(tree), "a module says what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if isinstance(node, ast.FunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                assert size <= LONGEST_FUNCTION, f"{node.name} has {size} lines"
    for node in public(tree):
        assert ast.get_docstring(node), f"{node.name} has no docstring"


def public(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    """Public functions and classes of a module, and public methods that no standard base already explains."""
    found: list[ast.FunctionDef | ast.ClassDef] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append(node)
            if isinstance(node, ast.ClassDef) and not node.bases:
                found += [
                    n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")
                ]
    return found


def test_median_file_is_short() -> None:
    sizes = [len(p.read_text("utf-8").splitlines()) for p in FILES if p.name != "__init__.py"]
    assert statistics.median(sizes) <= 180


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_no_unsafe_loading(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
            assert not names & {"pickle", "joblib", "marshal", "shelve", "dill"}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec"}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "load":
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "yaml":
                loaders = [ast.unparse(k.value) for k in node.keywords if k.arg == "Loader"]
                assert loaders and not {"yaml.Loader", "yaml.UnsafeLoader", "yaml.FullLoader"} & set(loaders)


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_no_host_or_machine_path(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not any(f'"/{folder}/' in text for folder in ("work", "root", "home", "tmp"))
