"""What GlitchTip takes in the bodies of requests, refused in Pydantic's words."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Request

from releases_ui.demo_api.answers import RefusalError
from releases_ui.demo_api.dates import from_us, to_us

Problem = dict[str, Any]
BODY = ["body", "payload"]
LONGEST_FRACTION = re.compile(r"([.,]\d{6})\d+")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
#: Numbers above this are milliseconds.
LARGEST_SECONDS = 2e10
DATE_LENGTH = len("2026-01-01")
OUT_OF_RANGE = {
    "month must be in 1..12": "month value is outside expected range of 1-12",
    "day is out of range for month": "day value is outside expected range",
}


class ProblemError(Exception):
    """A value that is refused."""

    def __init__(self, kind: str, message: str, place: tuple[int, ...] = (), **context: str) -> None:
        """Keep what Pydantic would tell."""
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.place = place
        self.context = context


def read(
    request: Request, readers: Mapping[str, Callable[[Any], Any]], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the fields of a JSON body that were given; the content type does not matter.

    Raises:
        RefusalError: 400 for what is no JSON, 422 naming every faulty field.
    """
    body = _json(request)
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, reader in readers.items():
        if name not in body:
            if name in required:
                problems.append({"type": "missing", "loc": [*BODY, name], "msg": "Field required"})
            continue
        try:
            values[name] = reader(body[name])
        except ProblemError as problem:
            problems.append(_told(problem, name))
    if problems:
        raise RefusalError(422, {"detail": problems})
    return values


def _told(problem: ProblemError, name: str) -> Problem:
    told: Problem = {"type": problem.kind, "loc": [*BODY, name, *problem.place], "msg": problem.message}
    return {**told, "ctx": problem.context} if problem.context else told


def _json(request: Request) -> dict[str, Any]:
    content = request.get_data()
    if not content:
        raise RefusalError(422, {"detail": [{"type": "missing", "loc": BODY, "msg": "Field required"}]})
    try:
        body = json.loads(content)
    except ValueError as error:
        raise RefusalError(400, {"detail": "Cannot parse request body"}) from error
    if not isinstance(body, dict):
        message = "Input should be a valid dictionary or object to extract fields from"
        raise RefusalError(422, {"detail": [{"type": "model_attributes_type", "loc": BODY, "msg": message}]})
    return body


def text(value: Any) -> str:
    """Return text; nothing else passes."""
    if not isinstance(value, str):
        raise ProblemError("string_type", "Input should be a valid string")
    return value


def text_or_none(value: Any) -> str | None:
    """Return text, or None for null."""
    return None if value is None else text(value)


def texts(value: Any) -> list[str]:
    """Return a list of texts."""
    if not isinstance(value, list):
        raise ProblemError("list_type", "Input should be a valid list")
    for place, item in enumerate(value):
        if not isinstance(item, str):
            raise ProblemError("string_type", "Input should be a valid string", (place,))
    return value


def moment_or_none(value: Any) -> int | None:
    """Return a moment as microseconds, None for null; dates, numbers and times without a zone pass."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ProblemError("datetime_type", "Input should be a valid datetime")
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return _from_number(float(value))
    return _from_text(value)


def _from_number(number: float) -> int:
    seconds = number / 1000 if abs(number) > LARGEST_SECONDS else number
    return to_us(from_us(round(seconds * 1_000_000)))


def _from_text(value: str) -> int:
    if len(value) < DATE_LENGTH:
        raise _wrong_date("input is too short")
    try:
        given = datetime.fromisoformat(LONGEST_FRACTION.sub(r"\1", value))
    except ValueError as error:
        raise _wrong_date(OUT_OF_RANGE.get(str(error), "invalid character in year")) from error
    return to_us(given if given.tzinfo else given.replace(tzinfo=UTC))


def _wrong_date(error: str) -> ProblemError:
    message = f"Input should be a valid datetime or date, {error}"
    return ProblemError("datetime_from_date_parsing", message, error=error)
