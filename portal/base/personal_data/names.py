"""Names of persons: a surname where somebody is introduced, addressed or signs, and plain full names."""

import re
from collections.abc import Iterator
from itertools import accumulate

import rjieba

from portal.base.personal_data import cues, surnames
from portal.base.personal_data.findings import NAME, Finding
from portal.base.personal_data.reading import Reading

type Span = tuple[int, int]
type Words = list[tuple[str, str]]

_WINDOW = 10
_LONGEST = 4
_FULL = 3
_MOST_REPEATED = 30
_LETTER_END, _LAST_LINES, _SIGNATURE = 300, 4, 80
_WORDS_FOR_NAMES = frozenset({"a", "n", "ns", "nz", "v"})
_COMES_FROM = re.compile("来的|人")
_JOINTS = frozenset("、和与及")
_PAUSES = frozenset("，。：；、（:;(,的")
_DOT = re.compile("[·•‧・]")


def find_names(reading: Reading) -> Iterator[Finding]:
    """Names of persons, and every other place where the same name stands."""
    plain = reading.plain
    ways = (_after_cues, _before_cues, _signatures, _dotted, _unmistakable)
    spans = {span for way in ways for span in way(plain)}
    spans |= set(_beside(plain, spans))
    longest_first = sorted(spans, key=lambda span: (span[0] - span[1], span[0]))
    for start, end in longest_first:
        yield reading.finding(NAME, start, end)
    known = list(dict.fromkeys(plain[start:end] for start, end in longest_first))[:_MOST_REPEATED]
    if known:
        for match in re.finditer("|".join(map(re.escape, known)), plain):
            yield reading.finding(NAME, match.start(), match.end())


def surname_length(name: str) -> int:
    """How many characters of a name are its surname."""
    return 2 if name[:2] in surnames.COMPOUND and len(name) > 2 else 1


def _is_han(text: str) -> bool:
    return bool(text) and all("\u4e00" <= sign <= "\u9fff" for sign in text)


def _after_cues(plain: str) -> Iterator[Span]:
    for pattern, sure in ((cues.SURE, True), (cues.LIKELY, False)):
        for match in pattern.finditer(plain):
            end = _name_end(plain, match.end(), sure=sure)
            if end:
                yield match.end(), end


def _beside(plain: str, spans: set[Span]) -> Iterator[Span]:
    """Names that follow a name: 王建国、李红和张敏."""
    seen = {start for start, _end in spans}
    ends = [end for _start, end in spans]
    while ends:
        joint = ends.pop()
        start = joint + 1
        if plain[joint:start] not in _JOINTS or start in seen:
            continue
        seen.add(start)
        end = _name_end(plain, start, sure=plain[joint] == "、")
        if end:
            ends.append(end)
            yield start, end


def _name_end(plain: str, start: int, *, sure: bool) -> int | None:
    """Where the name that begins at `start` ends; `sure` says that nothing but a name is expected there."""
    dotted = cues.DOTTED.match(plain, start)
    if dotted:
        return _dotted_end(dotted)
    sounds = _sounds(plain, start)
    if sounds > _FULL or (sounds == _FULL and plain[start] not in surnames.SINGLE):
        return start + sounds
    run = _run(plain[start : start + _LONGEST])
    family = 2 if run[:2] in surnames.COMPOUND else 1
    if len(run) <= family or (family == 1 and run[0] not in surnames.SINGLE):
        return None
    words = rjieba.tag(plain[start : start + _WINDOW])
    longer = _is_han(plain[start + family + 2 : start + family + 3])
    end = start + family + _given_length(words, run, family, sure=sure or not longer)
    return end if _is_name(plain, start, end, words, sure=sure) else None


def _run(text: str) -> str:
    """The characters at the start of a text that may be a name's."""
    for at, sign in enumerate(text):
        if not _is_han(sign) or (at and sign in surnames.NOT_GIVEN):
            return text[:at]
    return text


def _given_length(words: Words, run: str, family: int, *, sure: bool) -> int:
    """One or two characters after the surname, by where the words end and what parents choose."""
    if len(run) == family + 1:
        return 1
    second, following = run[family + 1], run[family + 2 :]
    if rjieba.has_word(run[: family + 2]) or _is_half_chosen(words[0][0]):
        return 2
    if second in surnames.FOLLOWERS:
        return 1
    if second not in surnames.GIVEN and not sure and following not in surnames.FOLLOWERS:
        return 1
    if _is_chosen(run[: family + 2]) and not rjieba.has_word(second + following):
        return 2
    ends = _ends(words)
    return 1 if family + 1 in ends and family + 2 not in ends else 2


def _ends(words: Words) -> set[int]:
    """Where the words of a text end."""
    return set(accumulate(len(word) for word, _tag in words))


def _is_name(plain: str, start: int, end: int, words: Words, *, sure: bool) -> bool:
    name, following = plain[start:end], plain[end : end + 1]
    if _is_known_word(name) or surnames.PLACE_ENDS.match(plain, end):
        return False
    first, tag = words[0]
    if sure and (not _is_han(following) or _is_person(tag) or len(first) == 1):
        return True
    open_end = not _is_han(following) or following in surnames.FOLLOWERS
    if name[0] in surnames.OTHER_WORDS:
        given_tag = words[1][1] if len(words) > 1 else ""
        return _is_person(tag) if first == name else _is_chosen(name) and (open_end or _is_person(given_tag))
    if _is_chosen(name) and (len(first) == 1 or _is_person(tag) or end - start in _ends(words)):
        return True
    if len(first) == 1 or first in surnames.COMPOUND:
        return open_end
    return not _COMES_FROM.match(plain, end) and (
        _is_person(tag) or (open_end and _is_worded(name, first, tag))
    )


def _is_worded(name: str, first: str, tag: str) -> bool:
    """Tell whether a name is an ordinary word that parents choose: 文静, 齐心."""
    return name == first and tag in _WORDS_FOR_NAMES and name[1] in surnames.GIVEN


def _is_person(tag: str) -> bool:
    return tag.startswith("nr")


def _is_known_word(name: str) -> bool:
    return name[1:] in surnames.NOT_GIVEN_WORDS or any(name.startswith(word) for word in surnames.NOT_NAMES)


def _is_chosen(name: str) -> bool:
    """Tell whether a full name is of a surname and two characters that parents choose."""
    family, given = name[:1], name[1:]
    if len(name) != _FULL or family not in surnames.SINGLE or not surnames.GIVEN.issuperset(given):
        return False
    return given not in surnames.NOT_GIVEN_WORDS


def _dotted(plain: str) -> Iterator[Span]:
    """阿依古丽·买买提 wherever it stands; 乡村·振兴 is no name."""
    for match in cues.DOTTED.finditer(plain):
        first = match["first"][:-1]
        own = len(first) - len(re.sub(f"[{''.join(surnames.TRANSLITERATION)}]+$", "", first))
        if own >= 2 and match["rest"][0] in surnames.TRANSLITERATION:
            yield match.end("first") - 1 - own, _dotted_end(match)


def _dotted_end(dotted: re.Match[str]) -> int:
    """The last part of 买买提·艾力在夜市 ends where its sounds end, or with its first word."""
    rest = dotted["rest"]
    last = max((match.end() for match in _DOT.finditer(rest)), default=0)
    start = dotted.start("rest") + last
    return start + (_sounds(dotted.string, start) or len(rjieba.cut(rest[last:])[0]))


def _sounds(plain: str, start: int) -> int:
    """How many characters from `start` on write the sounds of another language: 古丽娜尔."""
    end = start
    while plain[end : end + 1] in surnames.TRANSLITERATION and end - start < _WINDOW:
        end += 1
    return end - start


def _before_cues(plain: str) -> Iterator[Span]:
    for match in cues.AFTER.finditer(plain):
        start = _name_start(plain, match.start(), sure=match.lastgroup == "sure")
        if start is not None:
            yield start, match.start()


def _name_start(plain: str, end: int, *, sure: bool) -> int | None:
    """Where the name begins that ends at `end`, if one does; `sure` says that any word there is a name."""
    start = end
    while start and end - start < _WINDOW and _is_han(plain[start - 1]):
        start -= 1
    if sure:
        names = (at for at in range(max(start, end - _LONGEST), end - 1) if _may_sign(plain[at:end]))
        return next(names, None)
    for word, tag in rjieba.tag(plain[start:end]):
        if _is_whole_name(plain[start:end], word, tag):
            return start
        start += len(word)
    return None


def _is_whole_name(name: str, first: str, tag: str) -> bool:
    family = surname_length(name)
    if not 1 <= len(name) - family <= 2 or (family == 1 and name[0] not in surnames.SINGLE):
        return False
    if _is_known_word(name) or not surnames.NOT_GIVEN.isdisjoint(name[1:]):
        return False
    if len(first) > 1 and first not in surnames.COMPOUND:
        return _is_person(tag) or _is_chosen(name)
    return first not in surnames.OTHER_WORDS or len(name) > 2


def _may_sign(name: str) -> bool:
    return _is_whole_name(name, name[0], "") and name[0] not in surnames.OTHER_WORDS


def _signatures(plain: str) -> Iterator[Span]:
    for match in cues.ADDRESSEE.finditer(plain):
        if _may_sign(match["name"]):
            yield match.span("name")
    text = plain.rstrip()
    shift = max(0, len(text) - _SIGNATURE)
    end = cues.LETTER_END.search(text[shift:])
    if end and _is_signed(end["name"]):
        yield end.start("name") + shift, end.end("name") + shift
    shift = max(0, len(text) - _LETTER_END)
    lines = [(match.start() + shift, match.group()) for match in re.finditer(r"[^\n]+", text[shift:])]
    for start, line in lines[1:][-_LAST_LINES:]:
        signed = cues.SIGNED.fullmatch(line)
        if signed and _is_signed(re.sub(r"\s", "", signed["name"])):
            yield start + signed.start("name"), start + signed.end("name")


def _is_signed(name: str) -> bool:
    """Nothing but a name is expected there: 方志华, though 方志 is a word."""
    first, tag = rjieba.tag(name)[0]
    return _is_whole_name(name, first if first == name else name[0], tag)


def _unmistakable(plain: str) -> Iterator[Span]:
    """A full name wherever it stands, of a private person."""
    at = 0
    for word, tag in rjieba.tag(plain):
        start, at = at, at + len(word)
        if word[0] in surnames.SINGLE:
            end = start + (2 if len(word) == 2 and _is_person(tag) else _FULL)
            if _is_unmistakable(plain, start, end, word, tag) and _is_private(plain, start, end):
                yield start, end


def _is_unmistakable(plain: str, start: int, end: int, word: str, tag: str) -> bool:
    name = plain[start:end]
    is_name = _is_person(tag)
    if len(word) > 1 and not is_name and rjieba.has_word(word):
        return False
    if len(word) == 1 or (len(word) == 2 and not is_name):
        ends = _ends(rjieba.tag(plain[start : end + 4]))
        return word not in surnames.OTHER_WORDS and _is_chosen(name) and _FULL in ends
    if len(word) == 2:
        return word[0] in surnames.COMMON and word[1] in surnames.GIVEN and plain[end : end + 1] in _PAUSES
    return len(word) == _FULL and (_is_chosen(name) or (_is_half_chosen(name) and not rjieba.has_word(name)))


def _is_half_chosen(name: str) -> bool:
    return len(name) == _FULL and name[0] in surnames.COMMON and not surnames.GIVEN.isdisjoint(name[1:])


def _is_private(plain: str, start: int, end: int) -> bool:
    """Tell whether a name is not a place's, and not an official's: 市长陈明远."""
    if _is_known_word(plain[start:end]) or surnames.PLACE_ENDS.match(plain, end):
        return False
    return not surnames.OFFICE_ENDS.search(plain[max(0, start - 4) : start])
