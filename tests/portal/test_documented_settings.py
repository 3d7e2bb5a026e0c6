"""The docs name every environment variable that the settings read."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READS = re.compile(r"""(?:environ\.get|env_list|env_flag|required)\(\s*"([A-Z][A-Z0-9_]+)\"""")


def test_configure_page_names_every_variable() -> None:
    sources = sorted((ROOT / "portal" / "settings").glob("*.py"))
    read = {name for source in sources for name in READS.findall(source.read_text(encoding="utf-8"))}
    page = (ROOT / "docs" / "configure.md").read_text(encoding="utf-8")
    assert read
    assert {name for name in read if f"`{name}`" not in page and name != "DEBUG"} == set()


def test_example_file_sets_only_documented_variables() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "configure.md").read_text(encoding="utf-8")
    names = set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))
    assert {name for name in names if name not in page} == set()
