"""Invented names, some of them hard on a JSON reader or writer."""

from __future__ import annotations

CAMPAIGN_NAMES = (
    "Website Traffic",
    "Spring “Sale” 🎉",
    'Conversions "retargeting"',
    "新商品 キャンペーン",
    "Line one\nline two",
    "Back\\slash / slash",
    "Größe & Farbe €",
    "حملة الصيف",
)
ADGROUP_NAMES = (
    "Ad Group broad",
    "18–34, all genders",
    "tab\tseparated",
    "Lookalike 1% 👩🏽‍🚀",
    '{"not": "json"}',
    "line\u2028separator",
)
AD_NAMES = (
    "Video A",
    "Optimized Version 3",
    "Ünïcödé ad 🛒",
    "quote ' and \" and `",
    "null",
    "comma, semicolon; 'quoted'",
    "two\r\nlines",
    "x" * 180,
    "Größte Auswahl 𝔘𝔫𝔦",
)
OBJECTIVES = ("TRAFFIC", "WEB_CONVERSIONS", "APP_PROMOTION", "REACH", "LEAD_GENERATION", "VIDEO_VIEWS")
