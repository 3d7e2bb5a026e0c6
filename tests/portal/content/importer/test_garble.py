from pathlib import Path

import pytest

from portal.content.importer.findings import FindingCode
from portal.content.importer.garble import find_garble
from portal.content.importer.structure import parse_file

CLEAN = (
    "为了方便市民办理停车手续，规范临时停车收费行为，根据有关规定，结合云溪市实际，制定本办法。"
    "停车人应当按照标志标线停放车辆，主动缴纳停车费，不得占用消防通道和盲道停放车辆。"
)
READ_AS_GBK = {FindingCode.WRONG_ENCODING, FindingCode.LOST_CHARACTERS}
LAWS = Path(__file__).parents[5] / "shared" / "policies" / "laws"


def codes(text: str) -> set[FindingCode]:
    return {finding.code for finding in find_garble(text)}


def spaced(text: str) -> str:
    return " ".join(text[index : index + 2] for index in range(0, len(text), 2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CLEAN, set()),
        ("", set()),
        (CLEAN + "发展RCEP区域经贸合作，推广ETC、5G和AI应用，网址 www.example.gov.cn。", set()),
        (CLEAN + "逐步逐步推进，研究研究再定。", set()),
        (CLEAN + "XNUMX. 总体要求", {FindingCode.PLACEHOLDERS}),
        (CLEAN + "联系人：{{name}}", {FindingCode.PLACEHOLDERS}),
        (CLEAN + "到\ufffd\ufffd年底", {FindingCode.LOST_CHARACTERS}),
        (CLEAN + "锟斤拷锟斤拷", {FindingCode.WRONG_ENCODING}),
        (
            CLEAN.encode().decode("gb18030", errors="replace").replace("\ufffd", ""),
            READ_AS_GBK,
        ),
        (CLEAN.encode().decode("latin-1"), {FindingCode.WRONG_ENCODING}),
        (spaced(CLEAN), {FindingCode.SPACED_WORDS}),
        (CLEAN + "政府 政府 网站 网站 信息 信息 发布 发布", {FindingCode.REPEATED_WORDS}),
        (CLEAN + "信息信息信息信息建设建设管理管理传播传播", {FindingCode.REPEATED_WORDS}),
        (
            CLEAN + "Semua jabatan kerajaan hendaklah mengemas kini laman web. " * 6,
            {FindingCode.MIXED_SCRIPTS},
        ),
    ],
)
def test_garble_is_told_from_chinese(text: str, expected: set[FindingCode]) -> None:
    assert codes(text) == expected


@pytest.mark.skipif(not LAWS.is_dir(), reason="the corpus of national laws is not here")
def test_no_national_law_is_garbled() -> None:
    garbled = {
        path.name: blocking
        for path in sorted(LAWS.glob("*.md"))
        if (blocking := [finding for finding in parse_file(path).findings if finding.is_blocking])
    }

    assert garbled == {}
