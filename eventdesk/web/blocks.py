"""One block of a page's own template, for htmx; without a script the same template is the whole page."""

from typing import Any

from flask import current_app


def render_block(template: str, block: str, **context: Any) -> str:
    """Return the block of this name alone. What it imports stands inside it, since nothing above it runs."""
    page = current_app.jinja_env.get_template(template)
    current_app.update_template_context(context)
    return "".join(page.blocks[block](page.new_context(context)))
