"""One page for a browser, complete in itself: it fetches nothing, runs nothing and sends nothing."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape


def page(language: str, title: str, style: str, body: Iterable[str]) -> bytes:
    """The page, in UTF-8. `body` is HTML from `<body>` to the end; its texts are escaped already."""
    lines = [
        "<!doctype html>",
        f'<html lang="{language}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(style))}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style></head>",
        *body,
    ]
    return ("\n".join(lines) + "\n").encode()


def policy(style: str) -> str:
    """What a browser may do with it: apply this very style, whatever a title says."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
