"""Case folding as PostgreSQL's UPPER() does it, character by character."""


def fold(text: str) -> str:
    """Return the text with every character in upper case, where that is one character.

    So "ß" stays "ß", and "i" is not "İ".
    """
    if text.isascii():
        return text.upper()
    return "".join(_upper(character) for character in text)


def _upper(character: str) -> str:
    upper = character.upper()
    return upper if len(upper) == 1 else character
