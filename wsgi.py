"""The WSGI application, for any server: `granian --interface wsgi wsgi:application`."""

from eventdesk import create_app

application = create_app()
