"""Fields of a request's body, read as Django REST framework reads them, with its sentences."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from releases_ui.demo_api.dates import to_us

DATE_FORMAT = "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]"
WRONG_DATE = f"Datetime has wrong format. Use one of these formats instead: {DATE_FORMAT}."
DATE_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_WORD = r"[a-z0-9\u00a1-\uffff]"
_HOST = (
    rf"{_WORD}(?:[a-z0-9\u00a1-\uffff-]{{0,61}}{_WORD})?(?:\.(?!-)[a-z0-9\u00a1-\uffff-]{{1,63}}(?<!-))*"
    r"\.(?!-)(?:[a-z\u00a1-\uffff-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)\.?"
)
#: What Django's URL field takes: a host with a dot, localhost or an address; no blanks anywhere.
WEB_ADDRESS = re.compile(
    r"(?:https?|ftps?)://(?:[^\s:@/]+(?::[^\s:@/]*)?@)?"
    rf"(?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[[0-9a-f:.]+\]|{_HOST}|localhost)"
    r"(?::\d{2,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
LONGEST_URL = 2048
EARLIEST = to_us(datetime(1, 1, 1, tzinfo=UTC))
LATEST = to_us(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))


class FieldError(Exception):
    """A value that is refused; holds sentences, or a map of them for a nested object."""

    def __init__(self, *sentences: str, nested: Mapping[str, Any] | None = None) -> None:
        """Keep the sentences."""
        super().__init__(*sentences)
        self.errors: Any = dict(nested) if nested is not None else list(sentences)


Check = Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """A field of a body: how it is read, and what null and its absence mean."""

    name: str
    read: Check
    is_required: bool = False
    is_nullable: bool = True


def read_fields(fields: tuple[Field, ...], body: Any) -> dict[str, Any]:
    """Return the values that were given; every faulty field is named at once.

    Raises:
        FieldError: with a map of field names to sentences.
    """
    if not isinstance(body, Mapping):
        name = type(body).__name__
        sentence = f"Invalid data. Expected a dictionary, but got {name}."
        raise FieldError(nested={"non_field_errors": [sentence]})
    values: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for field in fields:
        try:
            _read_field(field, body, values)
        except FieldError as error:
            errors[field.name] = error.errors
    if errors:
        raise FieldError(nested=errors)
    return values


def _read_field(field: Field, body: Mapping[str, Any], values: dict[str, Any]) -> None:
    if field.name not in body:
        if field.is_required:
            raise FieldError("This field is required.")
    elif body[field.name] is None:
        if not field.is_nullable:
            raise FieldError("This field may not be null.")
        values[field.name] = None
    else:
        values[field.name] = field.read(body[field.name])


def text(longest: int | None = None, *, is_blank_allowed: bool = True, is_trimmed: bool = True) -> Check:
    """Return a reader of text; numbers become text."""

    def read(value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise FieldError("Not a valid string.")
        words = str(value)
        kept = words.strip() if is_trimmed else words
        if not kept and not is_blank_allowed:
            raise FieldError("This field may not be blank.")
        _check_characters(kept, longest)
        return kept

    return read


def _check_characters(value: str, longest: int | None) -> None:
    sentences = []
    if longest is not None and len(value) > longest:
        sentences.append(f"Ensure this field has no more than {longest} characters.")
    if "\x00" in value:
        sentences.append("Null characters are not allowed.")
    surrogate = next((character for character in value if "\ud800" <= character <= "\udfff"), None)
    if surrogate is not None:
        sentences.append(f"Surrogate characters are not allowed: U+{ord(surrogate):X}.")
    if sentences:
        raise FieldError(*sentences)


def url(value: Any) -> str:
    """Return a web address, trimmed; "" passes."""
    address = str(text()(value))
    if address and (len(address) > LONGEST_URL or WEB_ADDRESS.fullmatch(address) is None):
        raise FieldError("Enter a valid URL.")
    return address


def date_time(value: Any) -> int:
    """Return a moment as microseconds; without a zone it is UTC, a date alone is refused."""
    match = DATE_TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise FieldError(WRONG_DATE)
    *numbers, fraction, zone = match.groups()
    try:
        moment = datetime(*(int(number or 0) for number in numbers), tzinfo=_zone(zone))  # type: ignore[misc,arg-type]
    except ValueError as error:
        raise FieldError(WRONG_DATE) from error
    moment_us = to_us(moment) + int((fraction or "").ljust(6, "0"))
    if not EARLIEST <= moment_us <= LATEST:
        raise FieldError("Datetime value out of range.")
    return moment_us


def _zone(zone: str | None) -> timezone:
    if zone in {None, "Z"}:
        return UTC
    digits = str(zone)[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if str(zone)[0] == "-" else offset)


def list_of(read: Check | None = None) -> Check:
    """Return a reader of lists; the first faulty item's errors stand for the whole list, without its number."""

    def read_list(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise FieldError(f'Expected a list of items but got type "{type(value).__name__}".')
        return value if read is None else [read(item) for item in value]

    return read_list


def nested(fields: tuple[Field, ...]) -> Check:
    """Return a reader of objects with these fields."""
    return lambda value: read_fields(fields, value)
