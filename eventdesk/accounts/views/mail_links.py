"""The links in emails to the pages of this package."""

from eventdesk.messages.links import MailLink

MAIL_LINKS = {
    "one_time_link": MailLink("accounts.link"),
    "sign_up": MailLink("accounts.sign_up"),
}
