from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from survey_api import Standing
from survey_ui.pack.contents import make_pack
from survey_ui.pack.folder import write_pack
from survey_ui.pack.paper import PDF_LIBRARIES, MissingLibrary, write_pdf
from tests.survey_ui.pack.conftest import Made
from tests.survey_ui.pack.samples import empty_release, our_survey

pytestmark = pytest.mark.slow


def has_pango() -> bool:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


needs_pango = pytest.mark.skipif(not has_pango(), reason=f"needs {PDF_LIBRARIES}")


def nodes(element: Any) -> Iterator[Any]:
    """Every node of the structure tree, in order."""
    stack = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, pikepdf.Array):
            stack.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                stack.append(node.K)


@pytest.fixture(scope="module")
def paper(full: Made) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(full.content("pack.pdf"))) as pdf:
        yield pdf


@needs_pango
def test_the_pdf_says_what_it_is_in_which_language_and_that_it_is_tagged(paper: pikepdf.Pdf):
    root = paper.Root
    assert str(root.Lang) == "en"
    assert bool(root.MarkInfo.Marked)
    assert "/StructTreeRoot" in root
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with paper.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Evidence pack: September 2026 to August 2027"
    assert str(paper.docinfo["/Title"]) == "Evidence pack: September 2026 to August 2027"
    assert str(paper.docinfo["/CreationDate"]).startswith("D:20261122093000")


@needs_pango
def test_headings_tables_and_figures_are_tagged(full: Made, paper: pikepdf.Pdf):
    found = list(nodes(paper.Root.StructTreeRoot.K))
    kinds = Counter(str(node.S) for node in found)
    assert kinds["/H1"] == 1
    assert kinds["/H2"] == 17  # the contents and the sixteen parts
    shown = [table for part in full.pack.parts for table in part.tables]
    assert kinds["/H3"] >= len(shown)
    assert kinds["/Table"] >= len([one for one in shown if one.table.rows])
    assert kinds["/TH"] > 50
    assert kinds["/Caption"] >= len([one for one in shown if one.table.rows])
    figures = [node for node in found if str(node.S) == "/Figure"]
    assert len(figures) == len([one for one in shown if one.drawn])
    told = [str(figure.Alt) for figure in figures]
    assert all(len(words) > 40 for words in told)
    assert [one.description for one in shown if one.drawn] == told


@needs_pango
def test_each_cell_of_a_table_names_its_headings(paper: pikepdf.Pdf):
    found = list(nodes(paper.Root.StructTreeRoot.K))
    heads = {str(node.ID) for node in found if str(node.S) == "/TH" and "/ID" in node}
    cells = [node for node in found if str(node.S) == "/TD"]
    assert len(cells) > 200
    for cell in cells:
        named = {str(one) for one in cell.A.Headers}
        assert named
        assert named <= heads


@needs_pango
def test_pages_are_a4_and_each_part_can_be_gone_to(full: Made, paper: pikepdf.Pdf):
    for page in paper.pages:
        assert [round(float(x)) for x in page.MediaBox[2:]] == [595, 842]
    with paper.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [f"{part.number}. {part.spec.title}" for part in full.pack.parts]


@needs_pango
def test_the_same_page_makes_the_same_bytes():
    page = "<html lang=en><title>x</title><meta name=dcterms.created content=2026-11-22><h1>y</h1>"
    assert write_pdf(page, "one") == write_pdf(page, "one")
    assert write_pdf(page, "one") != write_pdf(page, "two")


@needs_pango
def test_a_release_of_nobody_has_a_pdf_with_all_its_parts(empty: Made):
    with pikepdf.open(io.BytesIO(empty.content("pack.pdf"))) as pdf, pdf.open_outline() as outline:
        assert len(outline.root) == 16


def test_without_pango_everything_else_is_written_and_the_reason_said(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
):
    class NoPango:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    with pytest.raises(MissingLibrary, match=r"apt-get install libpango-1\.0-0"):
        write_pdf("<p>x", "x")
    written = write_pack(empty_release(), our_survey(), tmp_path, Standing.PUBLISHED)
    assert "pack.pdf was left out" in written.left_out
    names = {path.name for path in written.paths}
    assert {"pack.html", "tables.xlsx", "tables.ods", "said.html", "README.txt"} <= names
    assert "pack.pdf" not in names


def test_a_title_cannot_break_out_of_the_running_head():
    from msgspec import structs

    from survey_ui.pack.writing import running_title

    pack = make_pack(empty_release(), our_survey())
    evil = structs.replace(pack.wave, title='"; } </style><script>x</script>\\')
    head = running_title(pack._replace(wave=evil))
    assert "</style>" not in head
    assert re.fullmatch(r'@page \{ @top-left \{ content: "(?:[^"\\]|\\.)*"; \} \}\n', head, re.S)
