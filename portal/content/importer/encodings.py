"""Which encoding a text file is in. Pure.

Chinese offices hand over UTF-8 with and without a mark, GB18030 (GBK, GB2312) and UTF-16.
"""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Above this share of broken sequences a file was not UTF-8 in the first place.
_BROKEN_UTF8 = 0.05


def decode(raw: bytes) -> str:
    """Decode a text file; what no encoding explains becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    guess = _unmarked_utf16(raw)
    if guess:
        return raw.decode(guess, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or not _is_broken_utf8(raw):
            return text
    return raw.decode("utf-8" if _is_broken_utf8(raw) else "gb18030", errors="replace")


def _unmarked_utf16(raw: bytes) -> str:
    """UTF-16 without a mark shows in the zero bytes of its line ends and ASCII characters."""
    if b"\x00" not in raw[:4000] or len(raw) % 2:
        return ""
    high_first = raw[0:4000:2].count(0)
    low_first = raw[1:4000:2].count(0)
    return "utf-16-be" if high_first > low_first else "utf-16-le"


def _is_broken_utf8(raw: bytes) -> bool:
    """Tell UTF-8 with a few damaged bytes from another encoding."""
    text = raw.decode("utf-8", errors="replace")
    wide = sum(character > "\x7f" for character in text)
    return 0 < text.count("\ufffd") <= wide * _BROKEN_UTF8
