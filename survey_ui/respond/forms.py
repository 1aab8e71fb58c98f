"""A posted form as plain text fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException

from survey_api import Page, Problems, fields_of

Form: TypeAlias = dict[str, tuple[str, ...]]

_TOLD = "mistakes"  # of a form: what is wrong with it was told before
_FORMS = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)


class PageRequest(Request[Any, Any, Any]):
    """A request whose form is one of text fields; any other is refused with 400.

    The framework itself takes another content type for an empty form, which would erase an
    answer, and falls over bytes that are no text and over a file in the place of the token.
    """

    async def form(self) -> FormMultiDict:
        """The fields of the form. Raises ClientException if they are not text."""
        if self.content_type[0] not in _FORMS and await self.body():
            raise ClientException("This is not a form.")
        try:
            form = await super().form()
        except (UnicodeDecodeError, LookupError) as error:  # LookupError: no such encoding
            raise ClientException("The form is not text.") from error
        if any(isinstance(value, UploadFile) for _, value in form.multi_items()):
            raise ClientException("No form here takes a file.")
        return form


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """Each field with all its values, in the order they came; files and the token are left out."""
    return plain(await request.form())


def shown_again(page: Page, form: Form, found: object) -> Problems:
    """The same page in another language: as it was typed, its mistakes told if they were before."""
    if isinstance(found, Problems) and _TOLD in form:
        return found
    names = {name for item in page.items for name in fields_of(item)}
    return Problems((), {name: values for name, values in form.items() if name in names})


def told_before(mistakes: Sequence[object]) -> list[tuple[str, str]]:
    """The hidden field by which a form says that its mistakes were told, if there are any."""
    return [(_TOLD, "yes")] if mistakes else []


def plain(form: FormMultiDict) -> Form:
    """The text fields of a form, without its token."""
    return {
        name: tuple(value for value in form.getall(name) if isinstance(value, str))
        for name in form
        if name != "_csrf_token"
    }
