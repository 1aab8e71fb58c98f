"""What handlers are given: a posted form as plain text fields, and the store."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from survey_api import Store

Form: TypeAlias = dict[str, tuple[str, ...]]

# The framework would check the type of what it hands in, and a Protocol cannot be checked.
GivenStore: TypeAlias = NamedDependency[SkipValidation[Store]]


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """Each field with all its values, in the order they came; files and the token are left out."""
    return plain(await request.form())


def plain(form: FormMultiDict) -> Form:
    """The text fields of a form, without its token."""
    return {
        name: tuple(value for value in form.getall(name) if isinstance(value, str))
        for name in form
        if name != "_csrf_token"
    }
