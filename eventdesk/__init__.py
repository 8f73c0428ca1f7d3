"""eventdesk: the whole life of a networking event in one Flask application."""

import gc
import os
from datetime import timedelta

# Imported modules stay in memory. Searching them for garbage again and again took a quarter of the start-up time.
gc.disable()

from flask import Flask
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from eventdesk import tables  # noqa: F401 - registers every table
from eventdesk.accounts import login
from eventdesk.accounts import views as accounts
from eventdesk.accounts.views import mail_links as accounts_links
from eventdesk.agenda import views as agenda
from eventdesk.attendees import views as attendees
from eventdesk.booking import views as booking
from eventdesk.booking.views import mail_links as booking_links
from eventdesk.calendars import views as calendars
from eventdesk.checkin import views as checkin
from eventdesk.core.db import db, prepare_engine
from eventdesk.core.settings import Settings, from_environment
from eventdesk.desk import views as desk
from eventdesk.desk.views import mail_links as desk_links
from eventdesk.messages import rendering
from eventdesk.messages.links import merge_links
from eventdesk.planning import views as planning
from eventdesk.privacy import views as privacy
from eventdesk.programme import views as programme
from eventdesk.public import views as public
from eventdesk.public.views import mail_links as public_links
from eventdesk.registration import views as registration
from eventdesk.reports import views as reports
from eventdesk.seats import views as seats
from eventdesk.speakers import views as speakers
from eventdesk.statistics import views as statistics
from eventdesk.web import bytecode, errors, filters, guard, health, limits, navigation, response_cache, setup

gc.freeze()
gc.enable()

PACKAGES = (
    public,
    accounts,
    agenda,
    attendees,
    booking,
    planning,
    privacy,
    registration,
    seats,
    checkin,
    calendars,
    reports,
    statistics,
    programme,
    speakers,
    desk,
    health,
)
MAIL_LINKS = merge_links(*(links.MAIL_LINKS for links in (accounts_links, public_links, booking_links, desk_links)))
MAX_UPLOAD_BYTES = 25 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application, with `settings` or those of the environment.

    Raises BadSetting if a setting cannot be used, RuntimeError if an endpoint is unguarded or a link in an email leads
    nowhere.
    """
    settings = settings or from_environment(os.environ)
    app = Flask(__name__, template_folder="../templates", static_folder="../static")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_COOKIE_NAME="eventdesk",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=setup.trusted_hosts(settings),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_LOCALE="en_GB",
        BABEL_DEFAULT_TIMEZONE="UTC",
    )
    if settings.trusted_proxies:
        proxies = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    # Otherwise the first request of each process would wait for it.
    configure_mappers()
    setup.init_web(app)
    app.jinja_env.bytecode_cache = bytecode.TemplateBytecode(settings.data_dir / "templates")
    login.init_login(app)
    limits.init_limits(app)
    filters.register_filters(app)
    errors.register_errors(app)
    for package in PACKAGES:
        app.register_blueprint(package.blueprint)
    navigation.init_navigation(app, [item for package in PACKAGES for item in getattr(package, "NAVIGATION", ())])
    guard.refuse_to_start_unguarded(app)
    rendering.init_messages(app, MAIL_LINKS)
    app.wsgi_app = response_cache.ResponseCache(app)  # type: ignore[method-assign]
    # All objects up to here stay in memory, so the collector need not search them again for every large response, nor
    # start after every 700 objects, which is a few cards of a programme.
    gc.freeze()
    gc.set_threshold(20_000)
    return app


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.database_url.startswith("sqlite"):
        return {"pool_size": 8, "max_overflow": 24}
    return {
        "pool_size": 4,
        "max_overflow": 8,
        "isolation_level": "AUTOCOMMIT",
        # Reading in autocommit needs no rollback, which would be one more round trip.
        "skip_autocommit_rollback": True,
        # Prepare statements at their second execution, not at the sixth, so that PostgreSQL caches their plans.
        "connect_args": {"prepare_threshold": 1},
    }
