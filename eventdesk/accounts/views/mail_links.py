"""The links in mails to the pages of signing up and in."""

from eventdesk.messages.links import MailLink

MAIL_LINKS = {
    "one_time_link": MailLink("accounts.link"),
    "sign_up": MailLink("accounts.sign_up"),
}
