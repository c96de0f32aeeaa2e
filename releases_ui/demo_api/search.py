"""Sentry's search language for releases: text is parsed before it is searched for."""

import re
from dataclasses import dataclass

KEY = re.compile(r'(!)?(?:"((?:[^"\\]|\\.)+)"|([A-Za-z0-9_.\-]+)):')
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=[\s()]|$)')
LIST = re.compile(r"\[([^\]]*)\](?=[\s()]|$)")
WORD = re.compile(r"[^\s()]+")
STRAY_QUOTE = re.compile(r'(?<!\\)"')
ESCAPED = re.compile(r"\\(.)")
BOOLEAN = 'Boolean statements containing "OR" or "AND" are not supported in this search'
UNMATCHED = "This is commonly caused by unmatched parentheses. Enclose any text in double quotes."
KEYS = frozenset(
    {
        "release",
        "release.version",
        "release.package",
        "release.build",
        "release.stage",
        "release.created",
        "finalized",
    }
)


class InvalidSearchError(Exception):
    """A search that the server refuses; the text is its sentence."""


@dataclass(frozen=True)
class Term:
    """`key:value` of a search; a key of "" is free text."""

    key: str
    value: str = ""
    is_negated: bool = False
    #: Several values, from `[a,b]`.
    values: tuple[str, ...] = ()

    @property
    def is_wildcard(self) -> bool:
        """Whether a star stands in the value that is not escaped."""
        return re.search(r"(?<!\\)\*", self.value) is not None


def parse(query: str) -> list[Term]:
    """Return the terms of a search; free text is one term, however many words it has.

    Raises:
        InvalidSearchError: for unknown keys, OR and AND, unmatched parentheses, stray quotes.
    """
    tokens = _tokens(query)
    _check_parentheses(query, tokens)
    terms: list[Term] = []
    has_text = False
    for _, token in tokens:
        if isinstance(token, Term):
            terms.append(_checked(token))
        else:
            _check_word(token)
            has_text = True
    return [*terms, Term("")] if has_text else terms


def unescape(value: str) -> str:
    """Return a value without its backslashes."""
    return ESCAPED.sub(r"\1", value)


def _tokens(query: str) -> list[tuple[int, Term | str]]:
    found: list[tuple[int, Term | str]] = []
    place = 0
    is_at_start = True
    while place < len(query):
        if query[place].isspace():
            place, is_at_start = place + 1, True
            continue
        begin = place
        token, place = _next(query, place, is_at_start=is_at_start)
        found.append((begin, token))
        is_at_start = query[begin] in "()"
    return found


def _next(query: str, place: int, *, is_at_start: bool) -> tuple[Term | str, int]:
    if query[place] in "()":
        return query[place], place + 1
    key = KEY.match(query, place) if is_at_start else None
    if key:
        return _term(query, key)
    quoted = QUOTED.match(query, place) if is_at_start else None
    match = quoted or WORD.match(query, place)
    end = match.end() if match else place + 1
    return query[place:end], end


def _term(query: str, key: re.Match[str]) -> tuple[Term, int]:
    name, is_negated, place = key[2] or key[3], bool(key[1]), key.end()
    listed = LIST.match(query, place)
    if listed:
        values = tuple(unescape(part.strip().strip('"')) for part in listed[1].split(","))
        return Term(name, is_negated=is_negated, values=values), listed.end()
    quoted = QUOTED.match(query, place)
    if quoted:
        return Term(name, quoted[1], is_negated), quoted.end()
    word = WORD.match(query, place)
    return Term(name, word[0] if word else "", is_negated), word.end() if word else place


def _checked(term: Term) -> Term:
    if term.key not in KEYS:
        raise InvalidSearchError(f"Invalid key for this search: {term.key}")
    if not term.value and not term.values:
        raise InvalidSearchError(f"Empty string after '{term.key}:'")
    return term


def _check_word(word: str) -> None:
    if word.lower() in {"or", "and"}:
        raise InvalidSearchError(BOOLEAN)
    if QUOTED.fullmatch(word) is None and STRAY_QUOTE.search(word):
        raise InvalidSearchError(f"Invalid quote at '{word}': quotes must enclose text or be escaped.")


def _check_parentheses(query: str, tokens: list[tuple[int, Term | str]]) -> None:
    opened: list[int] = []
    for place, word in tokens:
        if word == "(":
            opened.append(place)
        elif word == ")" and not opened:
            raise _unmatched(query, place)
        elif word == ")":
            opened.pop()
    if opened:
        raise _unmatched(query, opened[0])


def _unmatched(query: str, place: int) -> InvalidSearchError:
    column = place + 1
    excerpt = query[max(0, column - 5) : column + 5]
    return InvalidSearchError(f"Parse error at '{excerpt}' (column {column}). {UNMATCHED}")
