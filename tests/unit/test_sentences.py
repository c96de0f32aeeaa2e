"""Sentences: English as data, the language of whoever looks on a page."""

from __future__ import annotations

import json
import pickle

from django.template import Context, Template
from django.utils.translation import override

from releases_ui.sentry_api.sentences import Number, english, say

SAVED = say("Saved.")
LABELLED = say("%(label)s cannot be reached.", label="<b>Sentry</b>")


def test_sentence_is_its_english_as_data() -> None:
    with override("de"):
        assert SAVED == "Saved."
        assert json.dumps([SAVED]) == '["Saved."]'
        assert "Saved." in {SAVED}
        assert english(SAVED) == "Saved."
        assert type(english(SAVED)) is str


def test_sentence_prints_in_the_active_language() -> None:
    assert f"{SAVED}" == str(SAVED) == "Saved."
    with override("de"):
        assert f"{SAVED}" == str(SAVED) == f"{SAVED:>5}" == "Gespeichert."
        assert "%s" % SAVED == "Gespeichert."  # noqa: UP031 - what Django does


def test_template_prints_and_escapes_it() -> None:
    page = Template("{{ sentence }} {{ sentence|upper }}")
    with override("de"):
        shown = page.render(Context({"sentence": LABELLED}))

    assert shown.startswith("&lt;b&gt;Sentry&lt;/b&gt; ist nicht erreichbar.")
    assert "<b>" not in shown.lower()


def test_sentence_within_a_sentence_is_translated_too() -> None:
    outer = say("%(reason)s It does not belong to %(missing)s.", reason=SAVED, missing="web")

    assert outer == "Saved. It does not belong to web."
    with override("de"):
        made = say("%(reason)s It does not belong to %(missing)s.", reason=SAVED, missing="web")
        assert str(outer) == str(made) == "Gespeichert. Es gehört nicht zu web."
        assert english(made) == "Saved. It does not belong to web."


def test_percent_signs_of_what_stands_in_it_are_left_alone() -> None:
    assert str(say("%(label)s cannot be reached.", label="100%s")) == "100%s cannot be reached."
    assert str(say("100% of it")) == "100% of it"


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    told = say("Only the first %(count)s commits were read.", count=Number(12345))

    assert told == str(told) == "Only the first 12,345 commits were read."
    with override("de"):
        assert str(told) == "Nur die ersten 12.345 Commits wurden gelesen."
        assert english(told) == "Only the first 12,345 commits were read."


def test_sentence_outlives_a_cache() -> None:
    kept = pickle.loads(pickle.dumps(LABELLED))  # noqa: S301 - as a cache does it

    assert kept == LABELLED
    with override("de"):
        assert str(kept) == "<b>Sentry</b> ist nicht erreichbar."
