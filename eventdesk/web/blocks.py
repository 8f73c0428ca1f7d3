"""Rendering one block of a page's template, for htmx. Without scripts the same template gives the whole page."""

from typing import Any

from flask import current_app


def render_block(template: str, block: str, **context: Any) -> str:
    """Return one block of a template. The block imports what it needs itself, since the rest is not executed."""
    page = current_app.jinja_env.get_template(template)
    current_app.update_template_context(context)
    return "".join(page.blocks[block](page.new_context(context)))
