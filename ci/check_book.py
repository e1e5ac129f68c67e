#!/usr/bin/env python3
"""Links and pictures of the built book lead to files and to places on them: check_book.py DIRECTORY

Links from a page to files of the repository outside docs are left alone; a test of the suite looks at those.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The places of a page that can be linked to, and what it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ("href", "src") and value and tag in ("a", "img"):
                self.links.append(value)


def broken(book: Path) -> list[str]:
    """Each link that leads nowhere, with its page."""
    pages = {path: Page(path.read_text()) for path in book.rglob("*.html")}
    wrong = []
    for path, page in pages.items():
        for link in page.links:
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            if not target.is_relative_to(book):
                continue
            found = pages.get(target)
            if not target.exists():
                wrong.append(f"{path.relative_to(book)}: {link}")
            elif url.fragment and found and unquote(url.fragment) not in found.ids:
                wrong.append(f"{path.relative_to(book)}: {link}: no such place")
    return wrong


def main() -> None:
    book = Path(sys.argv[1]).resolve()
    wrong = broken(book)
    print("\n".join(wrong) or f"{sum(1 for _ in book.rglob('*.html'))} pages, every link leads somewhere")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
