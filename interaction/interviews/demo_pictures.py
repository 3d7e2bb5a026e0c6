"""The demo's pictures, drawn in the portal's palette: abstract portraits and two small charts."""

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw, ImageFont
from wagtail.images import get_image_model
from wagtail.images.models import Image as WagtailImage

_MAIN, _DEEP, _TINT, _WHITE = "#17497a", "#0f3860", "#e9f0f7", "#ffffff"
_FAR, _NEAR, _LINE = "#c3d6e8", "#a9c4dd", "#5d86ad"
_SIDE = 480

# Values of each chart; the text beside the picture says what they are.
_CHARTS = {
    "cash": [("200", 200), ("400", 400), ("400", 400), ("600", 600), ("900", 900)],
    "share": [("65%", 65), ("60%", 60), ("55%", 55), ("50%", 50)],
}


def portrait(name: str, initials: str) -> WagtailImage:
    """Store an abstract portrait: hills, a sun and the initials; the same name always looks the same."""
    turn = sum(map(ord, name))
    picture = Image.new("RGB", (_SIDE, _SIDE), _TINT)
    draw = ImageDraw.Draw(picture)
    sun = 70 + turn % 60
    draw.ellipse((300 - turn % 90, 40, 300 - turn % 90 + sun, 40 + sun), fill=_WHITE)
    draw.ellipse((-160 + turn % 70, 250, 330, 720), fill=_FAR)
    draw.ellipse((150 + turn % 80, 280, 640, 760), fill=_NEAR)
    draw.ellipse((90, 130, 390, 430), fill=_MAIN if turn % 2 else _DEEP)
    font = ImageFont.load_default(size=130)
    draw.text((_SIDE / 2, 280), initials, fill=_WHITE, font=font, anchor="mm")
    return _store(picture, name, f"portrait-{initials.lower()}")


def chart_png(name: str) -> bytes:
    """Draw one of the charts, as a host would upload it."""
    return _bytes(_chart(_CHARTS[name])).read()


def _chart(bars: list[tuple[str, int]]) -> Image.Image:
    width, height, foot = 960, 540, 460
    picture = Image.new("RGB", (width, height), _WHITE)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width, height), fill=_TINT)
    font = ImageFont.load_default(size=40)
    most = max(value for _label, value in bars)
    step = (width - 120) / len(bars)
    for place, (label, value) in enumerate(bars):
        left, top = 60 + place * step + step * 0.18, foot - 340 * value / most
        draw.rounded_rectangle((left, top, left + step * 0.64, foot), radius=8, fill=_MAIN)
        draw.text((left + step * 0.32, top - 30), label, fill=_DEEP, font=font, anchor="mm")
    draw.line((60, foot, width - 60, foot), fill=_LINE, width=3)
    return picture


def _store(picture: Image.Image, title: str, name: str) -> WagtailImage:
    found: WagtailImage | None = get_image_model().objects.filter(title=title).first()
    if found is not None:
        return found
    image: WagtailImage = get_image_model().objects.create(
        title=title, file=ImageFile(_bytes(picture), f"{name}.png")
    )
    return image


def _bytes(picture: Image.Image) -> BytesIO:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    file.seek(0)
    return file
