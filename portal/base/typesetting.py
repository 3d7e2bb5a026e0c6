"""Documents on paper, set by Typst from plain data."""

import json
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any


def set_pdf(template: Path, data: dict[str, Any]) -> bytes:
    """Set a template with its data (`data.json` beside it) as an accessible PDF (PDF/UA-1).

    Raises:
        typst.TypstError: it cannot be set; `portal.base.fonts` tells beforehand whether Chinese can.
    """
    import typst

    with TemporaryDirectory(prefix="typesetting-") as folder:
        place = Path(folder)
        copyfile(template, place / template.name)
        (place / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        pdf: bytes = typst.compile(place / template.name, root=place, pdf_standards="ua-1")
    return pdf
