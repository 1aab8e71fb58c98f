"""The page at /schema: Swagger UI from our own files, no script of its own and no other address."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.openapi.plugins import OpenAPIRenderPlugin

from survey_ui import links

_SWAGGER = "vendor/swagger-ui-5.35.0"


class ApiPage(OpenAPIRenderPlugin):
    """Shows /schema/openapi.json to a person."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, _: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page; the description itself is fetched by `api.js`."""
        title = openapi_schema["info"]["title"]
        return f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>API of the {title}</title>
  <link rel="icon" href="{links.static(f"{_SWAGGER}/favicon-32x32.png")}">
  <link rel="stylesheet" href="{links.static(f"{_SWAGGER}/swagger-ui.css")}">
</head>
<body>
  <main id="api"></main>
  <script src="{links.static(f"{_SWAGGER}/swagger-ui-bundle.js")}"></script>
  <script src="{links.static("js/api.js")}"></script>
</body>
</html>
""".encode()
