"""The pack on paper: one tagged PDF."""

from __future__ import annotations

import logging

from survey_api import SurveyError

PDF_LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class MissingLibrary(SurveyError):
    """A program that this machine lacks is needed for that."""

    code = "missing-library"
    status = 503
    exit_code = 2


def write_pdf(html: str, name: str) -> bytes:
    """The page as a PDF tagged as PDF/UA-1 asks, the same bytes for the same page and `name`.

    Raises MissingLibrary where Pango, which lays out the letters, is not on the machine.
    """
    try:
        import weasyprint  # takes a second, and needs libraries of the system
    except OSError as error:
        raise MissingLibrary(
            "A PDF needs the Pango library, which is not on this machine. On Debian or Ubuntu: "
            f"apt-get install {PDF_LIBRARIES}"
        ) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    pdf: bytes = weasyprint.HTML(string=html).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=name.encode(), pdf_tags=True
    )
    return pdf
