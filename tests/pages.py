"""What a person, or a script, reads from a page."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponseBase


def soup(response: HttpResponseBase) -> BeautifulSoup:
    """Return the page as a tree."""
    return BeautifulSoup(getattr(response, "content"), "html.parser")  # noqa: B009 - not on the base's stub


def versions(response: HttpResponseBase) -> list[str]:
    """Return the versions of the rows, from top to bottom."""
    return [str(row["data-version"]) for row in soup(response).select("tr[data-version]")]


def link(response: HttpResponseBase, rel: str) -> str | None:
    """Return where the link with this `rel` leads."""
    found = soup(response).select_one(f'a[rel="{rel}"]')
    return str(found["href"]) if found else None


def outcomes(response: HttpResponseBase) -> dict[str, str]:
    """Return each field's outcome after a save."""
    return {str(e["data-field"]): str(e["data-outcome"]) for e in soup(response).select("[data-field][data-outcome]")}


def alerts(response: HttpResponseBase) -> str:
    """Return the words of everything that stopped somebody."""
    return " ".join(_words(element) for element in soup(response).select('[role="alert"]'))


def words(response: HttpResponseBase) -> str:
    """Return the words of the page's main part, blanks folded."""
    main = soup(response).select_one("main")
    return _words(main) if main else _words(soup(response))


def invalid_fields(response: HttpResponseBase) -> list[str]:
    """Return the names of the fields that are marked as wrong."""
    return [str(field["name"]) for field in soup(response).select('[aria-invalid="true"]')]


def form_data(
    response: HttpResponseBase, selector: str = 'form[method="post"]:has([name="opened_on"])'
) -> dict[str, Any]:
    """Return what a browser would post from the form as it stands, without a button."""
    form = soup(response).select_one(selector)
    assert form is not None, "the page has no such form"
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        value = _value(field)
        if value is not None and not field.has_attr("disabled"):
            data[str(field["name"])] = value
    return data


def _value(field: Tag) -> str | None:
    if field.name == "textarea":
        return field.text.removeprefix("\n")
    if field.name == "select":
        option = field.select_one("option[selected]") or field.select_one("option")
        return str(option.get("value", option.text)) if option else None
    if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
        return None
    return str(field.get("value", ""))


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
