"""What the domain says when a deed cannot be done. Only the doors translate these for a reader."""


class DomainError(Exception):
    """A deed was not done; `message` is an English sentence for the reader, `params` fill its %(named)s places."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Invalid(DomainError):
    """A value cannot be accepted; `field` names the form field that it stands in ("" for none)."""

    def __init__(self, field: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class NotFound(DomainError):
    """There is no such thing, or not for this reader."""

    def __init__(self, message: str = "There is no such page.", **params: object) -> None:
        super().__init__(message, **params)


class Conflict(DomainError):
    """Somebody else's change, or the state of the thing, is in the way."""


class NotAllowed(DomainError):
    """The rules of the event do not allow this deed for this person now."""


class Busy(DomainError):
    """The database was too busy after several tries; the same request may succeed a moment later."""
