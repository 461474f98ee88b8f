"""What to call constructs of other programs, and what to do about them. Apart, since few builds need it all."""

from __future__ import annotations

NAMES = {
    "shortcode": "a shortcode of Hugo's",
    "tag": "a tag of a template language (Liquid, Jinja)",
    "block_tag": "a tag of a template language (Handlebars, Mustache)",
    "erb": "a tag of a template language (ERB)",
    "include": "an include of mdBook's",
    "markdown_include": "an include of markdown-include",
    "icon": "an icon of Material for MkDocs",
    "directive": "a container (Docusaurus, VitePress, MyST)",
    "block": "a block of pymdownx.blocks",
    "govspeak": "a block of GOV.UK's Govspeak",
    "module": "a statement of MDX",
    "kramdown": "an attribute list of kramdown",
    "critic": "a mark of CriticMarkup",
    "wiki": "a link of a wiki",
    "component": "a component of MDX, no element of HTML",
    "element": "an element of HTML that a guide cannot have",
}
"""What people call each."""
FIXES = {
    "shortcode": "Write it in Markdown; for a link, name the file.",
    "include": 'Write --8<-- "path/of/the/file" instead.',
    "markdown_include": 'Write --8<-- "path/of/the/file" instead.',
    "icon": "Remove it, or write the word.",
    "directive": 'Write !!! note "Title" and indent the text by four spaces.',
    "block": 'Write !!! note "Title" and indent the text by four spaces.',
    "govspeak": 'Write !!! note "Title" and indent the text by four spaces.',
    "critic": "Write what is meant to be read.",
    "wiki": "Write [the words](file.md).",
    "component": "Write it in Markdown.",
    "element": "Link to it instead.",
}
