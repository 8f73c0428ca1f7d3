"""Email addresses that are accepted, and paths that stay on this site."""

import pytest

from eventdesk.accounts.rules import is_email, local_path, mailbox


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org",
        "ana.lobo+events@sub.example.org",
        "o'brien@example.ie",
        "andré@example.org",
        "ana@žmonės.example",
        "ana@xn--bcher-kva.example",
        "ana@Bücher.example",
        "ana@localhost",
        "ana@desk.local",
        "ａｎａ＠example.org",
    ],
)
def test_address_of_one_mailbox_is_accepted(address):
    assert is_email(address) is True


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "ana@@example.org",
        "ana@example..org",
        "ana@-example.org",
        "ana..lobo@example.org",
        ".ana@example.org",
        "ana lobo@example.org",
        "ana@example.org, eve@example.org",
        "ana，eve@example.org",
        "Ana <ana@example.org>",
        '"ana,eve"@example.org',
        "ana@example.org\nBcc: eve@example.org",
        "ana\x00@example.org",
        "a" * 65 + "@example.org",
        "ana@" + "a" * 64 + ".example",
        "ana@x_y.example",
        "ana@example.invalid",
        "ana@☃.example",
        "ana@[192.0.2.1]",
        "ana@exam\u200bple.org",
        "ana@exam\ufe0fple.org",
        "ana\u202e@example.org",
        "ana@" + "x" * 250 + ".org",
        "\ufdfa" * 60 + "@example.org",
    ],
)
def test_anything_else_is_refused(address):
    assert is_email(address) is False


def test_mailbox_has_its_host_in_ascii():
    assert mailbox("Ana.Lobo@bücher.example") == ("Ana.Lobo", "xn--bcher-kva.example")
    assert mailbox("eventdesk@localhost") == ("eventdesk", "localhost")


@pytest.mark.parametrize("target", ["/", "/my/", "/events/cluster-days/sessions/15808/", "/events/x/programme?q=a%20b"])
def test_path_of_this_site_is_accepted(target):
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "my/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " /my/",
        "/my/\\..",
        "https://evil.example",
        "javascript:alert(1)",
    ],
)
def test_path_to_another_site_is_refused(target):
    assert local_path(target) is None
