"""From a file as read to a policy: metadata, blocks and findings. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portal.content import rules
from portal.content.importer.bodies import body_in_title, find_number
from portal.content.importer.body import build_blocks
from portal.content.importer.dates import find_date, find_end, find_start
from portal.content.importer.findings import Finding, FindingCode
from portal.content.importer.garble import find_garble
from portal.content.importer.history import History, read_history
from portal.content.importer.masthead import Masthead, drop_repeated_title, read_head, read_marked_head
from portal.content.importer.readers import read_file
from portal.content.importer.signature import Signature, find_printed_on, find_signature
from portal.content.importer.source import Grid, Line, Part, Source, clean
from portal.content.outline import Block

_VALIDITY_WORDS = (
    (re.compile("尚未(?:施行|生效)|未生效|未施行"), rules.NOT_YET_EFFECTIVE),
    (re.compile("废止"), rules.REPEALED),
    (re.compile("失效|过期"), rules.EXPIRED),
    (re.compile("修改|修订|修正"), rules.AMENDED),
)
_VALIDITIES = frozenset({rules.VALID, rules.AMENDED, rules.REPEALED, rules.EXPIRED, rules.NOT_YET_EFFECTIVE})
_REPEALED_TITLE = re.compile(r"[（(【\[](?:已)?(?:废止|失效)[】\])）]$")
_DATE_IN_NAME = re.compile(r"[（(]\s*((?:19|20)\d{2}-\d{1,2}-\d{1,2})\s*[）)]$")
# Laws and court interpretations carry no number of this kind; letters of offices do.
_NUMBERED_KINDS = re.compile("(?:通知|意见|函|批复|通告|公告|方案)(?:[（(].{1,10}[）)])?$")
_SUMMARY_LENGTH = 120
_SALUTATION = re.compile(r".{0,200}[:：]$")
_DATES = ("written_on", "published_on", "effective_on", "expires_on")


@dataclass(slots=True)
class ParsedPolicy:
    """A policy as its file tells it. Dates that the file does not tell are None."""

    source_name: str
    digest: str
    title: str = ""
    title_en: str = ""
    document_number: str = ""
    issuing_body: str = ""
    index_number: str = ""
    written_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    validity: str = rules.VALID
    topic: str = ""
    summary: str = ""
    summary_en: str = ""
    keywords: str = ""
    source: str = ""
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_publishable(self) -> bool:
        """Whether nothing was found that a person must look at first."""
        return not any(finding.is_blocking for finding in self.findings)


def parse_file(path: Path) -> ParsedPolicy:
    """Read and parse a policy file.

    Raises:
        OSError: the file cannot be opened.
    """
    return parse_source(read_file(path))


def parse_source(source: Source) -> ParsedPolicy:
    """Parse a file as read."""
    head = _read_head(source)
    policy = ParsedPolicy(source.name, source.digest, findings=list(source.findings))
    facts = {name: clean(value) for name, value in {**head.facts, **source.metadata}.items()}
    _take_plain_facts(policy, facts, head)
    body = source.parts[head.taken :]
    body = body[drop_repeated_title(body, policy.title) :]
    signature = find_signature(body)
    history = read_history(head.history)
    _settle_origin(policy, head, history, signature)
    body, cut = _without_signature(policy, body, signature)
    blocks, findings = build_blocks(body, cut)
    policy.blocks = [*_history_block(head), *blocks]
    policy.findings += findings
    _settle_dates(policy, history, signature, find_printed_on(body), Path(source.name).stem)
    policy.summary = policy.summary or _first_sentence(blocks)
    policy.findings += _judge(policy, source)
    return policy


def _read_head(source: Source) -> Masthead:
    if source.head:
        return read_marked_head(source.head)
    if source.metadata.get("title") and not isinstance(source.parts[0] if source.parts else None, Grid):
        head = read_head(source.parts)
        return head if head.facts or head.number or head.history else Masthead()
    return read_head(source.parts)


def _take_plain_facts(policy: ParsedPolicy, facts: dict[str, str], head: Masthead) -> None:
    """Take what needs no arithmetic from front matter and labels."""
    policy.title = facts.get("title", "") or head.title
    for name in ("title_en", "summary", "summary_en", "topic", "source", "index_number", "issuing_body"):
        setattr(policy, name, facts.get(name, ""))
    words = re.split(r"[,，、;；\s]+", facts.get("keywords", ""))
    policy.keywords = ", ".join(word for word in words if word)
    policy.document_number = facts.get("document_number", "")
    policy.validity = _read_validity(facts.get("validity", ""), policy.title)
    for name in _DATES:
        if facts.get(name):
            day = find_date(facts[name])
            setattr(policy, name, day)
            if day is None:
                policy.findings.append(Finding(FindingCode.BAD_METADATA, f"{name}: {facts[name][:40]}"))


def _read_validity(said: str, title: str) -> str:
    if said in _VALIDITIES:
        return said
    if _REPEALED_TITLE.search(title):
        return rules.REPEALED
    return next((validity for words, validity in _VALIDITY_WORDS if words.search(said)), rules.VALID)


def _settle_origin(policy: ParsedPolicy, head: Masthead, history: History, signature: Signature) -> None:
    """Find number and body: what is labelled goes before what is read from the text."""
    if not policy.title:
        policy.findings.append(Finding(FindingCode.TITLE_MISSING))
        policy.title = _DATE_IN_NAME.sub("", Path(policy.source_name).stem).strip()
    number = policy.document_number or head.number or history.number
    policy.document_number = find_number(number) or number or find_number(Path(policy.source_name).stem)
    signed = "、".join(name for line in signature.bodies for name in line.split(" "))
    policy.issuing_body = policy.issuing_body or body_in_title(policy.title) or history.body or signed


def _without_signature(
    policy: ParsedPolicy, body: list[Part], signature: Signature
) -> tuple[list[Part], int]:
    """Take the signature out where the metadata say the same; else it stays as text.

    The number is that of the first part below the signature, where an annex may begin.
    """
    if signature.start < 0:
        return body, -1
    written_on = policy.written_on or signature.signed_on
    names = {name for line in signature.bodies for name in line.split(" ")}
    if written_on == signature.signed_on and names <= set(policy.issuing_body.split("、")):
        return [*body[: signature.start], *body[signature.end :]], signature.start
    return body, signature.end


def _settle_dates(
    policy: ParsedPolicy, history: History, signature: Signature, printed_on: date | None, stem: str
) -> None:
    """Fill the dates, from the surest to the least sure place."""
    in_name = _DATE_IN_NAME.search(stem)
    named = find_date(in_name[1]) if in_name else None
    policy.written_on = policy.written_on or history.written_on or signature.signed_on
    told = policy.published_on or history.published_on or named or printed_on
    policy.published_on = told or policy.written_on
    texts = [block.text for block in policy.blocks if block.kind in {"article", "paragraph"}]
    if policy.effective_on is None:
        policy.effective_on = history.effective_on or _last_start(texts, policy.published_on)
    if policy.expires_on is None:
        ends = (find_end(text, policy.effective_on) for text in reversed(texts[-4:]))
        policy.expires_on = next((end for end in ends if end), None)


def _last_start(texts: list[str], published_on: date | None) -> date | None:
    """The day that the closing provisions name; a document's own start stands near its end."""
    starts = (find_start(text, published_on) for text in reversed(texts[-12:]))
    return next((start for start in starts if start), None)


def _history_block(head: Masthead) -> Iterator[Block]:
    if head.history:
        yield Block("paragraph", "\n".join(head.history))


def _first_sentence(blocks: list[Block]) -> str:
    """A summary for lists: the purpose as the document itself opens with it."""
    texts = (block.text.split("\n")[0] for block in blocks if block.kind in {"article", "paragraph"})
    text = next((text for text in texts if len(text) > 15 and not _SALUTATION.fullmatch(text)), "")
    if len(text) <= _SUMMARY_LENGTH:
        return text
    cut = text[:_SUMMARY_LENGTH]
    end = max(cut.rfind(mark) for mark in "。；")
    return cut[: end + 1] if end > _SUMMARY_LENGTH // 3 else f"{cut}……"


def _judge(policy: ParsedPolicy, source: Source) -> Iterator[Finding]:
    """List what is garbled or missing."""
    text = "\n".join(_words([*source.head, *source.parts]))
    already = {finding.code for finding in policy.findings}
    if not text.strip() and not already & {FindingCode.UNREADABLE, FindingCode.NO_TEXT_LAYER}:
        yield Finding(FindingCode.NO_TEXT)
    yield from find_garble(text)
    is_numbered = FindingCode.TITLE_MISSING in already or _NUMBERED_KINDS.search(policy.title)
    if not policy.document_number and is_numbered:
        yield Finding(FindingCode.NUMBER_MISSING)
    if not policy.issuing_body:
        yield Finding(FindingCode.BODY_MISSING)
    if policy.published_on is None:
        yield Finding(FindingCode.DATE_MISSING)


def _words(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Line):
            yield part.text
        else:
            yield from (" | ".join(row) for row in part.rows)
