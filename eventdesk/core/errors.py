"""The errors that services and rules raise. Only `web/errors.py`, forms and `api` translate them for a reader."""

from eventdesk.core.text import N_


class DomainError(Exception):
    """An action was not done. `message` is an English sentence for the reader; `params` fill its %(named)s fields."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Invalid(DomainError):
    """A value cannot be accepted. `field` names the form field it belongs to, or is "" if there is none."""

    def __init__(self, field: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class NotFound(DomainError):
    """The object does not exist, or this reader may not know that it does."""

    def __init__(self, message: str = N_("This page does not exist."), **params: object) -> None:
        super().__init__(message, **params)


class Conflict(DomainError):
    """Somebody else's change, or the object's state, prevents the action."""


class NotAllowed(DomainError):
    """The rules of the event do not allow the action for this person at this time."""


class Busy(DomainError):
    """The database was too busy after several attempts; the same request may succeed a moment later."""
