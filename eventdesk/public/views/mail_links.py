"""The links in emails to the pages for visitors."""

from eventdesk.messages.links import MailLink

MAIL_LINKS = {
    "home": MailLink("public.home"),
    "event": MailLink("public.event_page"),
    "programme": MailLink("public.programme"),
    "session": MailLink("public.session_page"),
    "changes": MailLink("public.changes"),
}
