"""Files made on the fly: policies as text, Word and PDF."""

import io

from docx import Document

MEASURES = """云溪市临时停车收费办法

云交发〔2024〕6号

第一章 总则

第一条 为了规范临时停车收费，方便市民停车，制定本办法。

第二条 下列车辆免收停车费：
（一）停放不超过三十分钟的；
（二）执行紧急任务的救护车、消防车。

第二章 收费标准

第三条 小型车每小时收费四元，当日最高二十元。

第四条 本办法自2024年7月1日起施行，有效期三年。

云溪市交通运输局
2024年6月12日
"""

NOTICE = """云溪市教育局关于做好校车安全管理工作的通知

云教发〔2023〕18号

各区县教育局，市直属学校：

为了保障学生乘车安全，现将有关事项通知如下。

一、检查范围

全市使用校车接送学生的幼儿园和中小学。

（一）车辆。每学期开学前检查一次制动和安全带。

（二）驾驶人。每年体检一次。

二、报送要求

请于2023年9月10日前报送检查结果。

云溪市教育局
2023年8月20日
"""


_IDENTITY = "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"


def make_docx(paragraphs: list[str | tuple[str, str] | list[list[str]]]) -> bytes:
    """A Word file of paragraphs, (text, style) pairs and tables."""
    document = Document()
    for part in paragraphs:
        if isinstance(part, str):
            document.add_paragraph(part)
        elif isinstance(part, tuple):
            document.add_paragraph(part[0], style=part[1])
        else:
            table = document.add_table(rows=len(part), cols=len(part[0]))
            for row, cells in zip(table.rows, part, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_pdf(pages: list[list[str]]) -> bytes:
    """A PDF file whose lines are drawn one by one in a font that maps codes to Unicode."""
    count = len(pages)
    kids = " ".join(f"{5 + index} 0 R" for index in range(count))
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 3 0 R >>"
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <ffff> "
        "endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /CIDSystemInfo {_IDENTITY} >>",
    ]
    objects.extend(
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + count + index} 0 R "
        f"/Resources << /Font << /F1 {font} >> >> >>"
        for index in range(count)
    )
    for lines in pages:
        drawn = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in lines)
        content = f"BT /F1 12 Tf 72 770 Td {drawn} ET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _assembled(objects)


def _assembled(objects: list[str]) -> bytes:
    out = b"%PDF-1.5\n"
    offsets = []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(out)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode("latin-1")
    return out + f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode("latin-1")
