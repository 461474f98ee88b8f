"""Markdown as sanitised HTML: ``converter`` is what asks for it; the other modules are what a worker needs for it."""
