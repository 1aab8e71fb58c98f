"""Makes survey_ui/static/vendor/ from published npm packages; `--check` only compares.

The browser assets are committed, so that installing and running the product takes
neither node nor a content delivery network. This script says where they came from: each
package is named with the checksum of its archive, and every change we make to a file is
a function here. Developers need `npm` to run it; users never do.
"""

import base64
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "survey_ui" / "static" / "vendor"

# The typeface of GOV.UK is licensed for its own domains only.
OUR_FONTS = 'system-ui,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif'

GOVUK_LICENSE = b"""\
govuk-frontend 6.3.0

The package declares the MIT licence and carries no licence file of its own; this is
that licence's text. Changed from the published files: the GDS Transport typeface, the
crest, the crown icons and the source map references are left out.

MIT License

Copyright (c) Crown copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def without_source_map(text: str) -> str:
    """Drop the pointer to a map that we do not ship, which developer tools would ask for."""
    return re.sub(r"\s*(/\*# sourceMappingURL=\S+\s*\*/|//# sourceMappingURL=\S+)\s*$", "\n", text)


def without_brand(css: str) -> str:
    """Drop what only GOV.UK itself may use: its typeface and the crest in the footer."""
    css = re.sub(r"@font-face\{[^{}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", OUR_FONTS)
    css = re.sub(r"\.govuk-footer__copyright-logo:before\{[^{}]*\}", "", css)
    while (tidier := re.sub(r"[^{};]*\{\}", "", css)) != css:  # blocks emptied just now
        css = tidier
    return without_source_map(css)


Edit = Callable[[str], str]


@dataclass(frozen=True)
class Package:
    """An npm package and what we take from it: our file name → (its path there, our edit)."""

    name: str
    version: str
    integrity: str
    folder: str
    files: Mapping[str, tuple[str, Edit | None]]
    written: Mapping[str, bytes] = field(default_factory=dict)


PACKAGES = [
    Package(
        name="govuk-frontend",
        version="6.3.0",
        integrity="sha512-cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6r"
        "MCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA==",
        folder="govuk-frontend-6.3.0",
        files={
            "css/govuk-frontend.min.css": ("dist/govuk/govuk-frontend.min.css", without_brand),
            "js/govuk-frontend.min.js": ("dist/govuk/govuk-frontend.min.js", without_source_map),
        },
        written={"LICENSE": GOVUK_LICENSE},
    ),
    Package(
        name="swagger-ui-dist",
        version="5.35.0",
        integrity="sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAh"
        "w0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==",
        folder="swagger-ui-5.35.0",
        files={
            "LICENSE": ("LICENSE", None),
            "NOTICE": ("NOTICE", None),
            "favicon-32x32.png": ("favicon-32x32.png", None),
            "swagger-ui.css": ("swagger-ui.css", without_source_map),
            "swagger-ui-bundle.js": ("swagger-ui-bundle.js", None),
            "swagger-ui-bundle.js.LICENSE.txt": ("swagger-ui-bundle.js.LICENSE.txt", None),
            "swagger-ui-standalone-preset.js": ("swagger-ui-standalone-preset.js", None),
            "swagger-ui-standalone-preset.js.LICENSE.txt": (
                "swagger-ui-standalone-preset.js.LICENSE.txt",
                None,
            ),
        },
    ),
]


def fetch(package: Package) -> bytes:
    """Return the package's archive, from whichever registry npm is set up for."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(folder).glob("*.tgz")
        content = archive.read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != package.integrity:
        sys.exit(f"{package.name}@{package.version}: archive is {found}, not {package.integrity}")
    return content


def make(package: Package) -> dict[str, bytes]:
    """Return our files of this package, by their path under the vendor folder."""
    made = dict(package.written)
    with tarfile.open(fileobj=io.BytesIO(fetch(package))) as archive:
        for ours, (theirs, edit) in package.files.items():
            member = archive.extractfile(f"package/{theirs}")
            if member is None:
                sys.exit(f"{package.name}@{package.version}: {theirs} is not a file")
            content = member.read()
            made[ours] = edit(content.decode()).encode() if edit else content
    refuse_dangling_urls(package, made)
    return {f"{package.folder}/{name}": content for name, content in made.items()}


def refuse_dangling_urls(package: Package, made: Mapping[str, bytes]) -> None:
    """Stop if a style sheet names a file: we ship none for them to name."""
    for name, content in made.items():
        if name.endswith(".css"):
            named = re.findall(r"""url\(\s*["']?(?!["']?data:)[^)]*\)""", content.decode())
            imported = re.findall(r"@import[^;]*", content.decode())
            if named or imported:
                sys.exit(f"{package.folder}/{name} names files: {named + imported}")


def main(arguments: list[str]) -> int:
    """Write the vendor folder, or with --check report what differs from what it should be."""
    wanted = {path: content for package in PACKAGES for path, content in make(package).items()}
    present = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()}
    if arguments == ["--check"]:
        wrong = sorted(present - wanted.keys()) + [
            path
            for path, content in wanted.items()
            if path not in present or (VENDOR / path).read_bytes() != content
        ]
        for path in wrong:
            print(f"not as tools/vendor_assets.py makes it: {path}")
        return 1 if wrong else 0
    for path in present - wanted.keys():
        (VENDOR / path).unlink()
    for path, content in wanted.items():
        (VENDOR / path).parent.mkdir(parents=True, exist_ok=True)
        (VENDOR / path).write_bytes(content)
    print(f"Wrote {len(wanted)} files under survey_ui/static/vendor")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
