"""The links in emails to the pages of organisers."""

from eventdesk.messages.links import MailLink

MAIL_LINKS = {"desk": MailLink("desk.overview")}
