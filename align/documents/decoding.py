"""Turns the bytes of a file into text, or says which byte stands in the way and how to mend the file."""

from __future__ import annotations

from typing import Final

from align.errors import UnreadableDocument

MAGIC: Final = (
    (b"%PDF-", "a PDF file", "export its text first, with pdftotext for example"),
    (b"PK\x03\x04", "a ZIP, Word or LibreOffice file", "save it as plain text in UTF-8 or as HTML"),
    (b"\xd0\xcf\x11\xe0", "an old Word file", "save it as plain text in UTF-8 or as HTML"),
    (b"{\\rtf", "an RTF file", "save it as plain text in UTF-8 or as HTML"),
    (b"\x1f\x8b", "a gzip file", "unpack it with gunzip"),
    (b"\x89PNG", "a PNG picture", "give a text or HTML file"),
    (b"\xff\xd8\xff", "a JPEG picture", "give a text or HTML file"),
)
"""First bytes of files that people take for text, what they are, and what to do."""

WIDE: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
"""Byte order marks of the wide encodings, the longer ones first."""

CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f") | {127}


def decode(data: bytes, name: str) -> str:
    """Decode ``data`` as UTF-8, every code point kept: newlines, and a byte order mark as U+FEFF, stay in the text.

    Args:
        data: the bytes of the file.
        name: what to call the file in an error.

    Raises:
        UnreadableDocument: the file is empty, holds nothing but white space, is binary or isn't UTF-8.
    """
    if not data:
        raise UnreadableDocument("the file is empty", where=name, mend="give a file that holds text")
    for magic, kind, mend in MAGIC:
        if data.startswith(magic):
            raise UnreadableDocument(f"this is {kind}, not text (byte 0)", where=name, mend=mend)
    for mark, encoding in WIDE:
        if data.startswith(mark):
            raise UnreadableDocument(
                f"the file is {encoding}, not UTF-8 (byte order mark at byte 0)",
                where=name,
                mend=_iconv(encoding, name),
            )
    zero = data.find(b"\0")
    if zero >= 0:
        raise UnreadableDocument(
            f"byte {zero} is zero: this is a binary file, not text",
            where=name,
            mend="give a text file in UTF-8, or HTML",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, name) from None
    _refuse_controls(data, name)
    if not text.strip("\ufeff \t\r\n\v\f\u00a0\u2028\u2029\u200b"):
        raise UnreadableDocument("the file holds only white space", where=name, mend="give a file that holds text")
    return text


def _not_utf8(data: bytes, offset: int, name: str) -> UnreadableDocument:
    line = data.count(b"\n", 0, offset) + 1
    guess = "WINDOWS-1252" if any(0x80 <= byte <= 0x9F for byte in data) else "ISO-8859-1"
    return UnreadableDocument(
        f"byte {offset} (0x{data[offset]:02X}, line {line}) is not UTF-8; the file may be {_spoken(guess)}",
        where=name,
        mend=_iconv(guess, name),
    )


def _spoken(encoding: str) -> str:
    return {"ISO-8859-1": "Latin-1 (ISO-8859-1)", "WINDOWS-1252": "Windows-1252"}[encoding]


def _iconv(encoding: str, name: str) -> str:
    quoted = "'" + name.replace("'", "'\\''") + "'" if any(c in name for c in " '\"()&;$") else name
    return f"iconv -f {encoding} -t UTF-8 {quoted} > FILE.utf8.txt"


def _refuse_controls(data: bytes, name: str) -> None:
    found = [(data.find(bytes([code])), code) for code in sorted(CONTROLS) if bytes([code]) in data]
    if sum(data.count(code.to_bytes(1, "big")) for _, code in found) > max(8, len(data) // 100):
        offset, code = min(found)
        raise UnreadableDocument(
            f"byte {offset} is the control character 0x{code:02X}, and there are many more: this is no plain text",
            where=name,
            mend="give a text file in UTF-8, or HTML",
        )
