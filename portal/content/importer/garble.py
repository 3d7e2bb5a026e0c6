"""Telling machine-garbled text from real Chinese (R075). Pure.

The limits were set on 1,346 national laws, none of which comes near them, and on a
machine-translated copy of a notice, which exceeds all: the laws' highest values are 4 %
Latin letters, 4 % spaced Han, 0.9 doubled words in 1,000 characters.
"""

import re
from collections.abc import Iterator

from portal.content.importer.findings import Finding, FindingCode

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_LATIN = re.compile("[A-Za-z]")
_GAP = re.compile(f"(?<=[{_HAN}]) +(?=[{_HAN}])")
_RUN = re.compile(f"[{_HAN}]+")
_DOUBLED = re.compile(f"([{_HAN}]{{2,6}}) *\\1")
_DOUBLED_APART = re.compile(f"(?<![{_HAN}])([{_HAN}]{{2,6}}) +\\1(?![{_HAN}])")
_PLACEHOLDER = re.compile(r"X?NUMX|\blorem ipsum\b|\{\{\s*\w+\s*\}\}|%%\w+%%|\$\{\w+\}", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\ufffd\ue000-\uf8ff]|\\(cid:\\d+\\)")
# Known debris, and UTF-8 read as Latin-1: accented letters in a row, each before a sign or two.
_WRONG_DECODING = re.compile(f"锟斤拷|烫烫烫|屯屯屯|ï»¿|(?:[äåæçèé][^\\x00-\\x7f{_HAN}]{{0,2}}){{4}}")

MAX_SPACED = 0.15
MAX_LATIN = 0.25
MAX_LATIN_WITH_OTHER_SIGNS = 0.12
MAX_DOUBLED_PER_THOUSAND = 3.0
MIN_DOUBLED = 4
MAX_UNPRINTABLE = 0.002
MIN_HAN_TO_JUDGE = 40
# UTF-8 read as GBK makes three characters of two, and most can be read again.
_READ_AGAIN = 0.3


def find_garble(text: str) -> list[Finding]:
    """List the signs that a text is not what a person wrote."""
    han = len(_HAN_CHARACTER.findall(text))
    findings = [*_lost_characters(text, han), *_wrong_encoding(text), *_placeholders(text)]
    if han >= MIN_HAN_TO_JUDGE:
        findings += [*_repeated_words(text, han), *_spaced_words(text)]
    return [*findings, *_mixed_scripts(text, han, suspicious=bool(findings))]


def _lost_characters(text: str, han: int) -> Iterator[Finding]:
    lost = _UNPRINTABLE.findall(text)
    if "\ufffd" in text or len(lost) > MAX_UNPRINTABLE * max(han, 1):
        yield Finding(FindingCode.LOST_CHARACTERS, str(len(lost)))


def _wrong_encoding(text: str) -> Iterator[Finding]:
    """UTF-8 read as GBK or Latin-1: known debris, or text that decodes once more to Chinese."""
    debris = _WRONG_DECODING.search(text)
    if debris:
        yield Finding(FindingCode.WRONG_ENCODING, debris[0])
        return
    lines = [line for line in text.splitlines() if len(_HAN_CHARACTER.findall(line)) > 3]
    wrong = [line for line in lines if _was_read_wrongly(line)]
    if wrong and len(wrong) * 4 >= len(lines):
        yield Finding(FindingCode.WRONG_ENCODING, wrong[0][:20])


def _was_read_wrongly(line: str) -> bool:
    """Whether a line's GB18030 bytes are also UTF-8 with Han in it: in real Chinese almost never."""
    again = line.encode("gb18030", errors="ignore").decode("utf-8", errors="ignore")
    return len(_HAN_CHARACTER.findall(again)) > _READ_AGAIN * len(_HAN_CHARACTER.findall(line))


def _placeholders(text: str) -> Iterator[Finding]:
    found = _PLACEHOLDER.search(text)
    if found:
        yield Finding(FindingCode.PLACEHOLDERS, found[0])


def _repeated_words(text: str, han: int) -> Iterator[Finding]:
    apart = _DOUBLED_APART.findall(text)
    doubled = _DOUBLED.findall(text)
    too_many = len(doubled) >= MIN_DOUBLED and len(doubled) * 1000 / han > MAX_DOUBLED_PER_THOUSAND
    if len(apart) >= MIN_DOUBLED or too_many:
        word = (apart or doubled)[0]
        yield Finding(FindingCode.REPEATED_WORDS, f"{word} {word}")


def _spaced_words(text: str) -> Iterator[Finding]:
    gaps = len(_GAP.findall(text))
    joints = sum(len(run) - 1 for run in _RUN.findall(text))
    if gaps > MAX_SPACED * (gaps + joints):
        sample = re.search(f"[{_HAN}]+(?: +[{_HAN}]+){{1,2}}", text)
        yield Finding(FindingCode.SPACED_WORDS, sample[0][:20] if sample else "")


def _mixed_scripts(text: str, han: int, *, suspicious: bool) -> Iterator[Finding]:
    """Much foreign text within Chinese; less is enough where other signs stand beside it."""
    latin = len(_LATIN.findall(text))
    share = latin / max(han + latin, 1)
    if latin > 200 and share > (MAX_LATIN_WITH_OTHER_SIGNS if suspicious else MAX_LATIN):
        yield Finding(FindingCode.MIXED_SCRIPTS, f"{share:.0%}")
