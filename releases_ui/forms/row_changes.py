"""What the buttons beside the rows of a form do: a row more or less, or rows from JSON. Nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from releases_ui.forms.paste import Pasted, PasteError, read_paste
from releases_ui.forms.rows import KINDS, read_rows, write_rows


@dataclass(frozen=True)
class RowChange:
    """The form as a button leaves it."""

    data: QueryDict
    #: The id of the field to go to; empty for the form's first.
    focus: str = ""
    pasted: Pasted | None = None
    paste_error: str = ""


def row_change(data: QueryDict, *, has_rows_alone: bool = False) -> RowChange | None:
    """Return what a button beside the rows makes of the form; `None` where none was pressed.

    Args:
        data: as it was posted.
        has_rows_alone: whether the form has a place for nothing else that JSON may hold.
    """
    if "add" in data:
        return _add(data, data.get("add", ""))
    if "remove" in data:
        return _remove(data, data.get("remove", ""))
    return _fill(data, has_rows_alone=has_rows_alone) if "fill" in data else None


def _add(data: QueryDict, wanted: str) -> RowChange:
    for kind in KINDS:
        if wanted == kind:
            rows = [*read_rows(data, kind).values(), {}]
            first = "id" if kind == "commits" else "repository"
            return RowChange(write_rows(data, kind, rows), f"{kind}-{len(rows) - 1}-{first}")
    return RowChange(data)


def _remove(data: QueryDict, wanted: str) -> RowChange:
    name, _, number = wanted.partition("-")
    for kind in KINDS:
        rows = read_rows(data, kind)
        if name == kind and number.isdecimal() and rows.pop(int(number), None) is not None:
            return RowChange(write_rows(data, kind, rows.values()), f"add-{kind}")
    return RowChange(data)


def _fill(data: QueryDict, *, has_rows_alone: bool) -> RowChange:
    try:
        pasted = read_paste(data.get("paste", ""))
    except PasteError as error:
        return RowChange(data, "paste", paste_error=str(error))
    pasted = pasted.of_rows() if has_rows_alone else pasted
    return RowChange(pasted.fill(data), pasted=pasted)
