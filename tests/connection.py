"""The page about the connection, as it is read."""

from __future__ import annotations

from bs4 import Tag
from django.http import HttpResponseBase

from tests.pages import soup

PAGE = "/connection/"


def told(response: HttpResponseBase) -> dict[str, str]:
    """Return what stands beside each label; of several organizations, the last one's."""
    page = soup(response)
    facts = {_text(fact.dt): _text(fact.dd) for fact in page.select(".fact")}
    return facts | {_text(row.th): " ".join(_text(cell) for cell in row("td")) for row in page.select("tbody tr")}


def _text(element: Tag | None) -> str:
    return " ".join(element.get_text(" ").split()) if element else ""
