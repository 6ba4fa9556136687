"""Mails as real programs write them: every charset, pages, quotes, files, and machines that write."""

import base64
from email.message import EmailMessage, Message

import pytest

from integrations.channel import Unreadable
from integrations.mail.html_text import text_of_page
from integrations.mail.mailbox import _utf7
from integrations.mail.parsing import files, message_id, parsed

WORDS = "永安大道路灯不亮，请尽快维修"
HEAD = "From: {sender}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"


def mail(body: bytes, *, sender: str = "zhang@example.org", subject: str = "s", more: str = "") -> bytes:
    return (HEAD.format(sender=sender, subject=subject) + more + "\r\n").encode() + body


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "big5", "GB2312"])
@pytest.mark.parametrize("coding", ["base64", "8bit", "quoted-printable"])
def test_charsets_and_codings(charset: str, coding: str) -> None:
    words = WORDS if charset.lower() != "big5" else "永安大道路燈不亮"
    raw = words.encode(charset)
    if coding == "base64":
        raw = base64.encodebytes(raw)
    elif coding == "quoted-printable":
        raw = b"".join(b"=%02X" % byte for byte in raw)
    more = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n"
    assert parsed(mail(raw, more=more)).words == words


def test_a_charset_that_is_wrong_or_missing_is_not_believed() -> None:
    for declared in ("us-ascii", "iso-8859-1", "no-such-charset", "utf-8"):
        more = f"Content-Type: text/plain; charset={declared}\r\nContent-Transfer-Encoding: 8bit\r\n"
        assert parsed(mail(WORDS.encode("gb18030"), more=more)).words == WORDS
    assert parsed(mail(WORDS.encode("gb18030"))).words == WORDS
    latin = "Content-Type: text/plain; charset=windows-1252\r\n"
    assert parsed(mail("caf\u00e9 \u00e9".encode("cp1252"), more=latin)).words == "café é"
    with pytest.raises(Unreadable):
        parsed(mail(b"\xff\xfe\x00\x81\xff"))


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("=?GB2312?B?{}?=".format(base64.b64encode("路灯不亮".encode("gb2312")).decode()), "路灯不亮"),
        ("=?utf-8?Q?=E8=B7=AF?=\r\n =?utf-8?Q?=E7=81=AF?=", "路灯"),
        # a character cut in two between encoded words, as some mailers do
        ("=?utf-8?B?6Lc=?= =?utf-8?B?rw==?=", "路"),
        ("=?utf-8?B?***?=", "=?utf-8?B?***?="),
    ],
)
def test_subjects(subject: str, told: str) -> None:
    assert parsed(mail(b"x", subject=subject)).subject == told


def test_raw_bytes_in_header_fields() -> None:
    raw = b"From: \xd5\xc5\xc8\xfd <Zhang@Example.org>\r\nSubject: \xc2\xb7\xb5\xc6\r\n\r\nx"
    found = parsed(raw)
    assert (found.name, found.sender, found.subject) == ("张三", "zhang@example.org", "路灯")


def test_pages_become_text_and_plain_text_is_preferred() -> None:
    page = "<html><head><style>p{}</style><title>t</title></head><body><p>路灯&nbsp;不亮</p><div>第三根<br>请修</div>"
    page += "<script>alert(1)</script><table><tr><td>a</td><td>b</td></tr></table></body></html>"
    made = EmailMessage()
    made["From"], made["Subject"] = "zhang@example.org", "x"
    made.set_content(page, subtype="html")
    assert parsed(made.as_bytes()).words == "路灯 不亮\n\n第三根\n请修\n\na b"
    assert parsed(mail(b"<html><head><title>t<body>x y", more="Content-Type: text/html\r\n")).words == "x y"
    made.set_content("只有文字")
    made.add_alternative(page, subtype="html")
    assert parsed(made.as_bytes()).words == "只有文字"


@pytest.mark.parametrize(
    "quote",
    [
        "> 您好：\n> 工单", "------------------ 原始邮件 ------------------\n发件人: 热线", "发件人：热线\n时间：今天",
        "On Mon, 23 Nov 2026 at 10:00, 12345 <a@b.c> wrote:\n> x",
        "在 2026-11-23 10:00:00，\"热线\" <a@b.c> 写道：\n> x",
        "-----Original Message-----\nFrom: x",
    ],
)  # fmt: skip
def test_what_is_quoted_is_not_said_again(quote: str) -> None:
    found = parsed(mail(f"第三根\n\n{quote}\n工单".encode()))
    assert found.own_words() == "第三根"
    assert "工单" in found.words
    assert parsed(mail(quote.encode())).own_words() == quote.strip()


def test_files_keep_their_names() -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "zhang@example.org", "x"
    made.set_content("见附件")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="现场 照片.png")
    made.add_attachment("表格", filename="说明.txt")
    found = list(files(parsed(made.as_bytes()).message))
    assert [(one.name, one.content[:4]) for one in found] == [
        ("现场 照片.png", b"\x89PNG"),
        ("说明.txt", "表格".encode()[:4]),
    ]
    assert parsed(made.as_bytes()).words == "见附件"
    named = 'Content-Type: image/png; name="=?gb2312?B?1dXGrC5wbmc=?="\r\nContent-Transfer-Encoding: base64\r\n'
    assert [one.name for one in files(parsed(mail(b"iVBORw==", more=named)).message)] == ["照片.png"]


@pytest.mark.parametrize(
    ("more", "sender", "kind"),
    [
        ("", "zhang@example.org", None),
        ("Auto-Submitted: no\r\n", "zhang@example.org", None),
        ("Auto-Submitted: auto-replied (vacation)\r\n", "zhang@example.org", "reply"),
        ("Precedence: auto_reply\r\n", "zhang@example.org", "reply"),
        ("X-Autoreply: yes\r\n", "zhang@example.org", "reply"),
        ("Auto-Submitted: auto-generated\r\n", "zhang@example.org", "list"),
        ("Precedence: bulk\r\n", "zhang@example.org", "list"),
        ("List-Id: <news.example.org>\r\n", "zhang@example.org", "list"),
        ("Return-Path: <>\r\n", "zhang@example.org", "bounce"),
        ("", "MAILER-DAEMON@example.org", "bounce"),
        ("Content-Type: multipart/report; boundary=x\r\n", "zhang@example.org", "bounce"),
    ],
)
def test_machines(more: str, sender: str, kind: str | None) -> None:
    assert parsed(mail(b"x", sender=sender, more=more)).automatic == kind


def test_what_has_no_sender_is_no_mail() -> None:
    for raw in (b"", b"\x00\xff\xfe\x81", b"Subject: x\r\n\r\ny", b"From: nobody\r\n\r\ny"):
        with pytest.raises(Unreadable):
            parsed(raw)


def test_a_mail_of_thousands_of_parts_ends() -> None:
    made = b"".join(b"--x\r\nContent-Type: text/plain\r\n\r\nab\r\n" for _ in range(5000))
    found = parsed(mail(made + b"--x--", more="Content-Type: multipart/mixed; boundary=x\r\n"))
    assert isinstance(found.message, Message)
    assert len(found.words) < 1000


def test_a_mail_of_parts_within_parts_is_refused_and_stops_no_other() -> None:
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
    raw = b"Message-ID: <1@x>\nFrom: a@b.c\n" + nested.encode()
    assert message_id(raw) == ("<1@x>", [])
    with pytest.raises(Unreadable):
        parsed(raw)


def test_long_mails_are_read_in_time_that_grows_with_them() -> None:
    for words in ("\n" * 500_000, "-" * 500_000, "From " * 100_000, " \n" * 250_000):
        assert parsed(mail(words.encode())).own_words() == words.strip()
    for gap in ("\n", " ", "\t", "\n ", "\n\t\t", "\n-", "\n在 ", "\nOn "):
        words = "a" + gap * (500_000 // len(gap)) + "b"
        assert parsed(mail(words.encode())).own_words() == words


@pytest.mark.parametrize("begun", ["<a ", "<a b='", '<a b="', '<a x=">" ', "<!--", "<![", "<?", "</a ", "<title>"])
def test_a_page_of_tags_that_never_end_is_read_once(begun: str) -> None:
    text_of_page(begun * 100_000 + "</script>" * 50_000)


def test_what_is_no_tag_is_text() -> None:
    assert text_of_page('a < b <3 <p title="1>0">c</p> d<') == "a < b <3\nc\nd<"
    assert text_of_page("a<!-- <p>b</p> -->c<!-- d") == "ac"
    assert text_of_page("<script>'<body>' <b</script>a<template><template>b</template>") == "a"
    assert text_of_page('<?xml version="1"?><!DOCTYPE html><TD>&lt;a&gt;</TD>') == "<a>"


def test_fields_without_end_are_read_once() -> None:
    kind = b"Content-Type: text/plain" + b";" * 1_000_000 + b"\r\n"
    found = parsed(b"From: a@b.c\r\nSubject: " + b"=?a?q?x" * 100_000 + b"\r\n" + kind + b"\r\nx")
    assert found.words == "x"
    assert message_id(b"Message-ID: <1@x>\r\nIn-Reply-To: " + b"=?a?q?x" * 100_000) == ("<1@x>", [])


def test_a_mail_of_millions_of_lines_waits_for_a_person() -> None:
    with pytest.raises(Unreadable):
        parsed(mail(b"\n" * 1_000_001))


def test_folders_of_any_name() -> None:
    assert _utf7("INBOX") == "INBOX"
    assert _utf7('台北 & "x"') == '&U,BTFw- &- \\"x\\"'
