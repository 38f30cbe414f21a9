"""Labels and prompts of many languages have a shape; sentences that begin with the same words have none."""

from __future__ import annotations

import pytest

from transforms.boilerplate.line_shapes import SHAPES


def _rules(line: str) -> set[str]:
    return {shape.rule for shape in SHAPES if len(line) <= shape.longest and shape.pattern.fullmatch(line)}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("相关新闻：山里的图书馆延长开放时间", "related"),
        ("延伸閱讀：渡船頭新船下水", "related"),
        ("관련기사", "related"),
        ("ये भी पढ़ें: पहाड़ के पुस्तकालय का समय बढ़ा", "related"),
        ("Διαβάστε επίσης: Νέο πορθμείο", "related"),
        ("Читайте також: Новий пором", "related"),
        ("อ่านเพิ่มเติม", "related"),
        ("קראו גם: מעבורת חדשה", "related"),
        ("광고", "advertisement"),
        ("ⓒ 벨데뉴스, 무단 전재 및 재배포 금지", "copyright"),
        ("来源：新华社", "source"),
        ("Πηγή: ΑΠΕ", "source"),
        ("Фото: Иван Петров", "credit"),
        ("צילום: דנה כהן", "credit"),
    ],
)
def test_a_label_has_its_shape(line: str, rule: str) -> None:
    assert rule in _rules(line)


@pytest.mark.parametrize(
    "line",
    [
        "相关新闻报道引起了广泛的关注。",
        "来源于民间的故事很多。",
        "广告收入增加了百分之十。",
        "图书馆的负责人说，今年将有更多的书。",
        "写真展は来週から始まり、百点の作品が並ぶ。",
        "관련 기사에서 그는 이렇게 말했다고 전해진다.",
        "법원은 무단 복제를 금지하는 판결을 내렸다.",
        "사진전이 다음 주 박물관에서 열린다.",
        "Фото на стене напоминает о старом времени.",
        "צילום המונים נערך אתמול בכיכר העיר.",
        "ภาพวาดชิ้นนี้ถูกค้นพบในวัด",
        "Nguồn nước sạch rất quan trọng.",
        "Διαβάστε το βιβλίο του, λέει ο δήμαρχος.",
        "विज्ञापन पर खर्च इस साल बढ़ा है।",
    ],
)
def test_a_sentence_has_none(line: str) -> None:
    assert _rules(line) == set()
