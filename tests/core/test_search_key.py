"""The scripts and the server make the same search keys."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from eventdesk.core.text import CONFUSABLES, is_ignored, search_key
from tools import search_table

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "static/js/search_table.js"
TEXTS = [
    "Łódź", "Dvořák  Tomáš", "Οδυσσεύς", "ΟΔΥΣΣΕΥΣ", "ᾍδης", "ışık IŞIK", "İstanbul", "Straße STRASSE", "ᲗᲑᲘᲚᲘᲡᲘ",
    "მ", "مُحَمَّد محـــمد", "أحمد کتاب", "שלום", "E\u0301COLE", "Ørsted", "Ћирилица Ёлка", "Мар’яна мар'яна", "O’Brien",
    "٢٠٢٦ २०२६", "ﬁnance ㎒ ﷺ", "ｆｕｌｌ　ＷＩＤＴＨ＇ｓ", "co\u00adoperation\ufeff", "Երեւան", "한국", "हिन्दी",
    "ไทย", "–a—b‐c", "", "  ", "🎫 𝕏",
]  # fmt: skip


def in_scripts(texts):
    """Return the search keys of `texts` by static/js."""
    program = (
        f"import {{ searchKey }} from {json.dumps((ROOT / 'static/js/search_key.js').as_uri())};"
        "let input = ''; for await (const part of process.stdin.setEncoding('utf8')) input += part;"
        "process.stdout.write(JSON.stringify(JSON.parse(input).map(searchKey)));"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program], input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_scripts_and_server_agree_on_texts():
    assert in_scripts(TEXTS) == [search_key(text) for text in TEXTS]


def test_scripts_and_server_agree_on_every_letter():
    """Compare the characters of Unicode 3.2, which are the same in all versions of Python and Node."""
    letters = [
        f"x{letter}y" for code in range(0x20, sys.maxunicode + 1)
        if unicodedata.ucd_3_2_0.category(letter := chr(code)) not in ("Cc", "Cn", "Co", "Cs")
    ]  # fmt: skip

    wrong = [
        (letter, there, search_key(letter))
        for letter, there in zip(letters, in_scripts(letters), strict=True)
        if there != search_key(letter)
    ]

    assert len(letters) > 90_000
    assert wrong == []


def test_table_of_the_scripts_is_current():
    """The table is written with the oldest Unicode version of all supported Pythons."""
    written = TABLE.read_text()

    if f"Unicode {unicodedata.unidata_version}:" in written:
        assert written == search_table.script(), "Run `make search-table`."
    else:
        assert f"CONFUSABLES = {json.dumps(CONFUSABLES, ensure_ascii=False, indent=2)};" in written
        assert "Unicode 14.0.0:" in written


@pytest.mark.parametrize("sign", ["\u0301", "\u064e", "\u05b0", "\u200d", "\u00ad", "\u202e"])
def test_accents_and_invisible_characters_are_ignored(sign):
    assert (is_ignored(sign), search_key(f"a{sign}b")) == (True, "ab")


@pytest.mark.parametrize("sign", ["ि", "ี", "a", "-"])
def test_letters_and_spacing_vowels_are_not_ignored(sign):
    assert is_ignored(sign) is False
