"""Which fonts of this machine can set Chinese."""

from functools import lru_cache

# Fonts that hold Chinese, as systems ship them; the first that is there sets the page.
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
)


@lru_cache(maxsize=1)
def chinese_fonts() -> tuple[str, ...]:
    """The fonts with Chinese that this machine has; without one there is no PDF, only the print version."""
    import typst

    families = set(typst.Fonts().families())
    return tuple(name for name in CHINESE_FONTS if name in families)
