"""The links in mails to the pages of registrations and seats."""

from eventdesk.messages.links import MailLink
from eventdesk.web.keys import key_of

MAIL_LINKS = {
    "register": MailLink("reservations.register"),
    "confirm_registration": MailLink("reservations.confirm"),
    "my_agenda": MailLink("reservations.my_agenda"),
    "my_registration": MailLink("reservations.my_registration", lambda ref: {"registration_ref": key_of(ref)}),
}
