"""Marks that give away a file which is two things at once, and text that really is text."""

# Every control character but tab, line feed, form feed and carriage return.
_NOT_TEXT = {chr(code) for code in range(32)} - set("\t\n\f\r") | {"\x7f"}


def has_hidden_archive(content: bytes) -> bool:
    """Whether a file that is no archive ends as one does: with a zip directory that reaches the end of the file."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    return at >= 0 and len(content) - at >= 22 and content.rfind(b"PK\x01\x02", 0, at) >= 0


def text_of(content: bytes) -> str | None:
    """The content as text, or None when it is none: UTF-8, UTF-16 with its mark, or Windows western European."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _NOT_TEXT.intersection(text) else text
    return None
