"""What an edit form shows while it is in conflict: the values to choose from, and who put them there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from releases_ui.forms.edit import MINE, ReleaseForm
from releases_ui.presentation import conflict
from releases_ui.presentation.conflict import Standing
from releases_ui.sentry_api.dialect import ReleaseField
from releases_ui.services import authorship
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import FIELDS, Value, is_same
from releases_ui.viewer import clock_for


def beside(request: HttpRequest, key: ReleaseKey, form: ReleaseForm) -> Mapping[str, Any]:
    """Return what the form says of its conflict; nothing where it is in none."""
    if not form.to_choose:
        return {}
    base, clock = form.base, clock_for(request)
    moved = [field for field in FIELDS if not is_same(base.first[field], base.values[field])]
    undoes = _undoes(form)
    since = authorship.made_at(key, undoes) if undoes else base.at
    asked = _asked(form)
    reasons = {field: form.dialect.cannot_write(field, base.values[field], value) for field, value in asked.items()}
    standing = Standing(
        first=base.first,
        now=base.values,
        to_choose=form.to_choose,
        mine=[field for field in form.to_choose if form.choice_of(field) == MINE],
        asked=asked,
        refusals={field: reason for field, reason in reasons.items() if reason},
        movers=authorship.movers(key, moved, base.values, since) if since else {},
        reader=request.user.get_username(),
        opened_at=base.at,
        undoes=undoes,
    )
    return {"conflict": conflict.prepare(standing, clock)}


def _undoes(form: ReleaseForm) -> int | None:
    """Return the number of the change that is taken back: the form stands on what that one left."""
    number: int | None = form.cleaned_data.get("undoes")
    return number


def _asked(form: ReleaseForm) -> dict[ReleaseField, Value]:
    """Return what was typed, by field: the date as a date, where it can be understood as one."""
    texts: dict[ReleaseField, Value] = {field: form.text_of(field) or None for field in form.touched}
    if "dateReleased" in texts:
        texts["dateReleased"] = form.wanted.get("dateReleased") or form.typed_date or texts["dateReleased"]
    return texts
