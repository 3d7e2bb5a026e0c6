"""Icons and QR codes are drawn here."""

import re
from pathlib import Path

import pytest
import segno
from django.apps import apps

from frontend.templatetags.icons import icon, qr_code

TEMPLATES = [path for app in apps.get_app_configs() for path in Path(app.path).glob("templates/**/*.html")]
ROOT = Path(__file__).resolve().parents[2]


def test_every_icon_used_is_in_the_sprite() -> None:
    own = [path.read_text() for path in TEMPLATES if path.is_relative_to(ROOT) and ".venv" not in path.parts]
    used = {name for text in own for name in re.findall(r'{% icon "(\w+)" %}', text)}
    sprite = (ROOT / "frontend/templates/frontend/icons.svg").read_text()
    assert used
    assert used <= set(re.findall(r'id="icon-(\w+)"', sprite))


def test_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in icon("search")


def test_qr_code_draws_every_dark_module_once() -> None:
    address = "https://www.example.gov.cn/zhengce/a/#article-3"
    drawn = qr_code(address, "二维码")
    dark = sum(map(sum, segno.make(address, error="m", micro=False).matrix))
    assert drawn.count("h1v1h-1z") == dark
    assert 'aria-label="二维码"' in drawn


@pytest.mark.parametrize("label", ['"><script>', "<b>"])
def test_qr_label_is_escaped(label: str) -> None:
    assert label not in qr_code("https://www.example.gov.cn/", label)
