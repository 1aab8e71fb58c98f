"""Calls that our code makes nowhere: read from the source, so that a new one is noticed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.walkthrough import ROOT

PACKAGES = ("analysis", "survey_api", "survey_ui")
TREES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text())
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
}
# What speaks to other servers.
CLIENTS = {
    "aiohttp",
    "aiosmtplib",
    "asyncpg",
    "authlib",
    "smtplib",
    "ftplib",
    "http",
    "httpx",
    "httpx2",
    "requests",
    "urllib3",
    "websockets",
}


def called(tree: ast.AST) -> Iterator[str]:
    """The name of everything that is called, with what it is called on."""
    return (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, by its whole name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def using(names: set[str]) -> dict[str, set[str]]:
    """The files that call one of these names, or something on one of them."""
    found = {
        path: {name for name in called(tree) if name in names or name.split(".")[0] in names}
        for path, tree in TREES.items()
    }
    return {path: calls for path, calls in found.items() if calls}


@pytest.mark.asvs("1.3.2", "1.5.2")
def test_no_code_is_run_from_text_and_nothing_unpacks_foreign_objects() -> None:
    assert using({"eval", "exec", "compile", "marshal", "shelve", "yaml"}) == {}
    # Frames that one process of ours hands to another; no byte of them comes from anybody.
    assert set(using({"pickle"})) <= {"survey_api/releases/reading.py"}


@pytest.mark.asvs("1.2.5")
def test_no_command_is_run_through_a_shell() -> None:
    assert using({"os.system", "os.popen", "asyncio.create_subprocess_shell"}) == {}
    shells = [
        path
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert shells == []


@pytest.mark.asvs("1.3.7")
def test_no_template_is_built_from_text() -> None:
    assert [
        path for path, tree in TREES.items() for name in called(tree) if "from_str" in name
    ] == []


@pytest.mark.asvs("1.3.6", "13.2.4", "13.2.5", "15.3.2")
def test_no_other_server_is_called_but_for_mail_the_store_and_to_sign_in() -> None:
    asked = {
        path: names
        for path, tree in TREES.items()
        if (
            names := {
                name
                for name in imported(tree)
                if name.split(".")[0] in CLIENTS or name.startswith("urllib.request")
            }
        )
    }
    # Each is named in the settings, and nobody else can say where it is.
    assert set(asked) == {
        "survey_api/access/provider.py",
        "survey_api/campaigns/by_notify.py",
        "survey_api/campaigns/by_smtp.py",
        "survey_api/mailing.py",
        "survey_api/storage/postgres.py",
        "survey_api/storage/postgres_errors.py",
    }


@pytest.mark.asvs("4.1.3")
def test_no_header_of_a_proxy_is_believed() -> None:
    text = [
        (path, node.value)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    odd = ("x-forwarded", "x-real-ip", "forwarded-for", "x-user")
    assert [path for path, value in text if value.lower().startswith(odd)] == []


@pytest.mark.asvs("11.2.1", "11.4.1")
def test_hashes_are_long_ones_from_the_standard_library() -> None:
    used = {
        hashed
        for tree in TREES.values()
        for name in (*called(tree), *imported(tree))
        for hashed in re.findall(r"^hashlib\.(\w+)", name)
    }
    assert {"sha256"} < used <= {"sha256", "blake2b"}


@pytest.mark.asvs("11.2.1", "11.3.1", "11.3.2")
def test_the_one_cipher_is_aes_gcm() -> None:
    used = {
        name.rpartition(".")[2]
        for tree in TREES.values()
        for name in imported(tree)
        if name.split(".")[0] in {"cryptography", "Crypto", "nacl"}
    }
    assert used == {"AESGCM", "InvalidTag"}
