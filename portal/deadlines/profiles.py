"""The deadline profiles of the source documents, as data for the migrations that install them."""

from typing import Any

NATIONAL = {
    "slug": "national",
    "name": "全国",
    "name_en": "National",
    "rules": [
        {
            "kind": "case.reply",
            "name": "来信答复",
            "name_en": "Reply to a case",
            "amount": 7,
            "unit": "working_days",
            "extension_limit": 15,
            "source": "国办发〔2014〕57号（六）",
        }
    ],
}


def install_profile(profiles: Any, rules: Any, data: dict[str, Any]) -> None:
    """Create a profile and its rules where they are missing; `profiles` and `rules` are managers."""
    names = {"name": data["name"], "name_en": data["name_en"]}
    profile, _created = profiles.get_or_create(slug=data["slug"], defaults=names)
    for rule in data["rules"]:
        values = {name: value for name, value in rule.items() if name != "kind"}
        rules.get_or_create(profile=profile, kind=rule["kind"], defaults=values)
