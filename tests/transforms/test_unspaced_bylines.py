"""Bylines of scripts without spaces, and those of more languages, give the names of people."""

from __future__ import annotations

import pytest

from transforms.people.bylines import is_collective, is_full_name, names_in
from transforms.people.unspaced_bylines import with_label


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("記者 田中太郎", ["田中太郎"]), ("田中太郎記者", ["田中太郎"]), ("記者：田中太郎", ["田中太郎"]),
        ("文・田中太郎", ["田中太郎"]), ("取材・文／田中 太郎", ["田中 太郎"]),
        ("文＝ジョン・スミス", ["ジョン・スミス"]), ("田中太郎、山本花子記者", ["田中太郎", "山本花子"]),
        ("记者 王小明", ["王小明"]), ("（記者王小明／台北報導）", ["王小明"]),
        ("记者王小明 李大华 报道", ["王小明", "李大华"]), ("本报记者 王小明", ["王小明"]),
        ("作者：陳大文", ["陳大文"]), ("文／陳大文", ["陳大文"]), ("记者了解到", ["记者了解到"]),
        ("新华社记者王小明摄", ["王小明"]), ("作者：欧阳小明、李四", ["欧阳小明", "李四"]),
        ("홍길동 기자", ["홍길동"]), ("홍길동 기자 hong@news.example", ["홍길동"]),
        ("[서울=뉴스] 홍길동 기자 =", ["홍길동"]), ("기자 홍길동", ["홍길동"]),
        ("홍길동·김철수 기자", ["홍길동", "김철수"]), ("홍길동기자", ["홍길동"]), ("מאת: דנה לוי", ["דנה לוי"]),
        ("מאת דנה לוי", ["דנה לוי"]), ("โดย สมชาย ใจดี", ["สมชาย ใจดี"]), ("ผู้เขียน: สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("بقلم: أحمد علي", ["أحمد علي"]), ("كتب أحمد علي", ["أحمد علي"]), ("نویسنده: رضا کریمی", ["رضا کریمی"]),
        ("به قلم رضا کریمی", ["رضا کریمی"]), ("تحریر: علی خان", ["علی خان"]), ("लेखक: राम कुमार", ["राम कुमार"]),
        ("Автор: Иван Петров", ["Иван Петров"]), ("Иван Петров, корреспондент", ["Иван Петров"]),
        ("Текст: Иван Петров и Анна Сидорова", ["Иван Петров", "Анна Сидорова"]),
        ("Yazar: Ayşe Yılmaz", ["Ayşe Yılmaz"]), ("Haber: Ayşe Yılmaz ve Ali Kaya", ["Ayşe Yılmaz", "Ali Kaya"]),
        ("Γράφει ο Νίκος Παππάς", ["Νίκος Παππάς"]), ("Συντάκτης: Νίκος Παππάς", ["Νίκος Παππάς"]),
        ("Автор: Олена Коваль", ["Олена Коваль"]), ("ავტორი: ნინო ბერიძე", ["ნინო ბერიძე"]),
        ("Tác giả: Nguyễn Văn An", ["Nguyễn Văn An"]), ("লেখক: রহিম উদ্দিন", ["রহিম উদ্দিন"]),
        ("ጸሐፊ: አበበ በቀለ", ["አበበ በቀለ"]), ("編集部", ["編集部"]),
    ],
)  # fmt: skip
def test_names(line: str, names: list[str]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("2024-01-05 15:05 来源：新华社 作者：王小明", ["王小明"]),
        ("2024/01/05 記者：陳大文 | 編輯：李四", ["陳大文"]),
    ],
)
def test_a_label_among_others(line: str, names: list[str]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize("name", ["田中太郎", "王明", "홍길동", "ジョン・スミス", "Jane Roe", "สมชาย ใจดี"])
def test_a_name_without_spaces_is_a_full_one(name: str) -> None:
    assert is_full_name(name)


@pytest.mark.parametrize("name", ["Jane", "王", "สมชาย"])
def test_one_word_of_other_scripts_is_none(name: str) -> None:
    assert not is_full_name(name)


@pytest.mark.parametrize(
    "line", ["记者了解到", "記者は現場に向かった。", "The reporter asked", "기자 회견을 열고 있다고 말했다", "文" * 99]
)
def test_a_line_that_is_no_byline_stays(line: str) -> None:
    assert with_label(line) == line


def test_a_desk_of_such_a_script_is_a_collective() -> None:
    assert is_collective("東京編集部")
    assert not is_collective("田中太郎")
