"""No English is left where citizens and staff read Chinese: every string of ours has its Chinese."""

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGES = [Path(folder).parent for folder in settings.LOCALE_PATHS]
NAMES = [package.name for package in PACKAGES]
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
KEYWORDS = (
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext:1,2", "ngettext_lazy:1,2", "pgettext:1c,2",
    "pgettext_lazy:1c,2", "npgettext:1c,2,3",
)  # fmt: skip
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'

needs_gettext = pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")


def sources(package: Path) -> list[Path]:
    """The package's Python files and templates, as `makemessages` reads them."""
    hidden = {"migrations", "node_modules", "static", "src"}
    return [
        path
        for path in sorted(package.rglob("*"))
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in path.parts)
        if not hidden & set(path.parts)
    ]


def extract(package: Path, folder: Path) -> set[str]:
    """The msgids in a package's sources."""
    copies = []
    for number, path in enumerate(sources(package)):
        text = path.read_text(encoding="utf-8")
        copy = folder / f"{number}.py"
        copy.write_text(text if path.suffix == ".py" else templatize(text), encoding="utf-8")
        copies.append(copy.name)
    keywords = [f"--keyword={name}" for name in KEYWORDS]
    command = ["xgettext", "-L", "Python", "--from-code=UTF-8", "--no-wrap", "-o", "found.po", *keywords]
    subprocess.run([*command, *copies], cwd=folder, check=True, capture_output=True)
    found = (folder / "found.po").read_text(encoding="utf-8").partition("\n\n")[2]
    (folder / "found.po").write_text(HEADER + found, encoding="utf-8")
    subprocess.run(["msgen", "-o", "found.po", "found.po"], cwd=folder, check=True, capture_output=True)
    subprocess.run(["msgfmt", "-o", "found.mo", "found.po"], cwd=folder, check=True, capture_output=True)
    return set(read_mo(folder / "found.mo"))


def read_mo(path: Path) -> dict[str, str]:
    """A compiled catalogue: msgid (the singular, where there are plurals) to its text."""
    with path.open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    plain = {key[0] if isinstance(key, tuple) else key: text for key, text in known.items()}
    return {key: text for key, text in plain.items() if key}


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    """Every text of ours, as Django merges the catalogues."""
    merged: dict[str, str] = {}
    for package in reversed(PACKAGES):
        merged |= read_mo(package / CATALOGUE.with_suffix(".mo"))
    return merged


@needs_gettext
@pytest.mark.parametrize("package", PACKAGES, ids=NAMES)
def test_every_string_has_its_chinese(package: Path, chinese: dict[str, str], tmp_path: Path) -> None:
    missing = sorted(msgid for msgid in extract(package, tmp_path) if not chinese.get(msgid))
    assert missing == []


@pytest.mark.parametrize("package", PACKAGES, ids=NAMES)
def test_nothing_in_a_catalogue_is_empty_or_guessed(package: Path) -> None:
    text = (package / CATALOGUE).read_text(encoding="utf-8")
    assert re.findall(r'^msgstr(?:\[\d\])? ""\n(?!")', text, re.MULTILINE) == []
    assert re.findall(r"^#,.*fuzzy", text, re.MULTILINE) == []


@needs_gettext
@pytest.mark.parametrize("package", PACKAGES, ids=NAMES)
def test_compiled_catalogue_is_the_written_one(package: Path, tmp_path: Path) -> None:
    command = ["msgfmt", "--check-format", "-o", str(tmp_path / "django.mo"), str(package / CATALOGUE)]
    subprocess.run(command, check=True, capture_output=True)
    assert read_mo(tmp_path / "django.mo") == read_mo(package / CATALOGUE.with_suffix(".mo"))


def test_one_string_has_one_chinese(chinese: dict[str, str]) -> None:
    """Django takes the first catalogue that knows a string: a second text would never be seen."""
    different = {
        msgid: {text, chinese[msgid]}
        for package in PACKAGES
        for msgid, text in read_mo(package / CATALOGUE.with_suffix(".mo")).items()
        if text != chinese[msgid]
    }
    assert different == {}
