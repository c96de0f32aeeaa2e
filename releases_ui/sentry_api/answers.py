"""A call, what came back, and the server's own words in it."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from releases_ui.sentry_api.dialect import Body, Feature, Params
from releases_ui.sentry_api.errors import BrokenUpstreamError, UnsupportedError
from releases_ui.sentry_api.headers import media_type
from releases_ui.sentry_api.sentences import say

#: The fields of the API's bodies, which its complaints name.
API_FIELDS = frozenset(
    {
        *("version", "projects", "ref", "url", "dateReleased", "commits", "refs", "status", "owner"),
        *("environment", "name", "dateStarted", "dateFinished"),
    }
)
#: As much of the server's words as is kept.
_DETAIL_LIMIT = 2000
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})</title>", re.IGNORECASE)

FieldErrors = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call to make; the words in it are for its errors."""

    operation: str
    #: Below `/api/0/`, encoded.
    path: str = ""
    method: str = "GET"
    params: Params = field(default_factory=list)
    body: Body | None = None
    accept: str = "application/json"
    #: What a 404 is about.
    subject: str = "thing"
    #: Who is asked.
    label: str = say("The server")
    #: Set where some servers have no such endpoint.
    feature: Feature | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return is_success(self.status)

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return media_type(self.headers)

    @property
    def is_json(self) -> bool:
        """Whether the body claims to be JSON."""
        return self.media_type == "application/json" or self.media_type.endswith("+json")


def is_success(status: int) -> bool:
    """Return whether the status is a 2xx."""
    return 200 <= status < 300


def check_json(answer: Answer, request: Request) -> None:
    """Do nothing for an answer in JSON.

    Raises:
        UnsupportedError: a web page, from an endpoint that some servers do not have.
        BrokenUpstreamError: anything else.
    """
    if not answer.is_json:
        raise undocumented(answer, request)


def undocumented(answer: Answer, request: Request) -> UnsupportedError | BrokenUpstreamError:
    """Return the error for a success in a form that the API does not know."""
    is_page = answer.media_type == "text/html"
    message = (
        say("%(label)s answered a web page instead of data.", label=request.label)
        if is_page
        else say("%(label)s answered something else instead of data.", label=request.label)
    )
    error: type[UnsupportedError | BrokenUpstreamError] = BrokenUpstreamError
    if request.feature and is_page:
        error, message = (
            UnsupportedError,
            say("%(label)s has no %(value)s to ask for.", label=request.label, value=request.feature.value),
        )
    return error(message, detail=own_words(answer), status=answer.status, operation=request.operation)


def own_words(answer: Answer) -> str:
    """Return what the server itself says, in one line if it can be had; "" if it says nothing.

    An error's body may be `{"detail": text}`, where the text may also be an object or a list; a map of fields; a bare
    JSON string, even when the content type says HTML; a web page; or nothing.
    """
    value = parsed(answer)
    if value is None:
        return _words_of_page(answer)
    if isinstance(value, dict):
        words = "; ".join(_detail_sentences(value)) or "; ".join(_sentences(value))
        error_id = value.get("errorId")
        words += f" (error id {error_id})" if error_id else ""
    else:
        words = "; ".join(_sentences(value))
    return words[:_DETAIL_LIMIT]


def parsed(answer: Answer) -> object:
    """Return the body as JSON, whatever its content type says; `None` if it is none."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def field_errors(answer: Answer) -> FieldErrors:
    """Return the server's complaints by API field; one about no field stands under ""."""
    value = parsed(answer)
    if not isinstance(value, dict):
        words = own_words(answer)
        return {"": [words]} if words else {}
    if isinstance(value.get("detail"), list):
        return _from_list(value["detail"])
    if "detail" in value:
        return {"": _detail_sentences(value)}
    errors: FieldErrors = {}
    for name, complaint in value.items():
        key = "" if name == "non_field_errors" else name
        errors.setdefault(key, []).extend(_sentences(complaint))
    return errors


def _from_list(complaints: list[object]) -> FieldErrors:
    """Read GlitchTip's list of `{"loc": […], "msg": …}`, and its list of `{field: sentence}`."""
    errors: FieldErrors = {}
    for complaint in complaints:
        if isinstance(complaint, dict) and "msg" in complaint:
            errors.setdefault(_field_at(complaint.get("loc")), []).append(str(complaint["msg"]))
        elif isinstance(complaint, dict):
            for name, inner in complaint.items():
                errors.setdefault(name if name in API_FIELDS else "", []).extend(_sentences(inner))
        else:
            errors.setdefault("", []).extend(_sentences(complaint))
    return errors


def _field_at(loc: object) -> str:
    parts = loc if isinstance(loc, list) else []
    return next((part for part in reversed(parts) if isinstance(part, str) and part in API_FIELDS), "")


def _detail_sentences(value: Mapping[str, object]) -> list[str]:
    for key in ("detail", "message", "error", "info"):
        if value.get(key):
            inner = value[key]
            if isinstance(inner, dict) and inner.get("message"):
                inner = inner["message"]
            return list(_sentences(inner))
    return []


def _sentences(value: object, path: str = "") -> Iterator[str]:
    """Yield the sentences in a complaint, each after the place it is about."""
    if isinstance(value, dict):
        if "msg" in value:
            loc = value.get("loc")
            yield from _sentences(value["msg"], ".".join(map(str, loc if isinstance(loc, list) else ())))
            return
        for name, inner in value.items():
            yield from _sentences(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _sentences(inner, path)
    elif value is not None and value != "":
        yield f"{path}: {value}" if path else str(value)


def _words_of_page(answer: Answer) -> str:
    text = answer.body[:_DETAIL_LIMIT].decode(errors="replace")
    if answer.media_type != "text/html":
        return text.strip()
    title = _TITLE.search(text)
    return html.unescape(title[1]).strip() if title else ""
