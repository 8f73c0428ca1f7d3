"""The links in mails to the organiser's pages."""

from eventdesk.messages.links import MailLink

MAIL_LINKS = {"desk": MailLink("desk.overview")}
