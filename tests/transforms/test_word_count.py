"""Words are counted in every script as its readers divide it."""

from __future__ import annotations

import time

import pytest

from transforms.fields.word_count import count_words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("The mill-owner's well-known plan, 2024.", 5),
        ("L’été à Saint-Malo", 3),
        ("می‌خواهم به تهران بروم", 4),
        ("서울시는 15일 새로운 방재 계획을 발표했다.", 6),
        ("प्रधानमंत्री ने कहा कि वह आएंगे।", 6),
        ("总理15日在北京会见来访的总统。", 9),
        ("東京都は新しい防災計画を発表した。", 9),
        ("コンピューターの利用", 3),
        ("นายกรัฐมนตรีไทยกล่าวเมื่อวันจันทร์", 7),
        ("မြို့တော်ဟောင်း ရန်ကုန်တွင် မိုးရွာသည်။", 6),
        ("នាយករដ្ឋមន្ត្រីកម្ពុជាបានថ្លែង", 5),
        ("ລາວກ່າວວ່າລັດຖະບານຈະເພີ່ມ", 6),
        ("购买iPhone手机和Wi-Fi设备", 6),
        ("𠮷野家に行った 😀", 6),
        ("。、「」", 0),
        ("ភាសា\u200bខ្មែរ", 2),
    ],
)
def test_words(text: str, count: int) -> None:
    assert count_words(text) == count


def test_a_long_text_without_spaces_takes_no_long_time() -> None:
    began = time.process_time()
    assert count_words("中" * 1_000_000) == 1_000_000
    assert time.process_time() - began < 5
