"""The links in emails to the pages of registrations and seats."""

from eventdesk.messages.links import MailLink
from eventdesk.web.signed_links import sign_registration

MAIL_LINKS = {
    "register": MailLink("booking.register"),
    "confirm_registration": MailLink("booking.confirm"),
    "my_agenda": MailLink("agenda.my_agenda"),
    "my_registration": MailLink("booking.my_registration", lambda ref: {"registration_ref": sign_registration(ref)}),
}
