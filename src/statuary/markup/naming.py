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
    "attributes": "an attribute list of kramdown",
    "critic": "a mark of CriticMarkup",
    "wiki": "a link of a wiki",
    "contents": "where other programs put a table of contents",
    "myst": "a directive of MyST",
    "role": "a role of MyST",
    "target": "a target of MyST",
    "vitepress_include": "an include of VitePress",
    "hidden_include": "an include of VitePress",
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
    "attributes": "Remove it; where it is the last line of a paragraph, it counts.",
    "critic": "Write what is meant to be read.",
    "wiki": "Write [the words](file.md).",
    "contents": "Remove it: every page has one beside its text. [TOC] puts one into it.",
    "myst": "Write it in Markdown.",
    "role": "Write it in Markdown; for a link, name the file.",
    "target": "Give the heading an anchor: ## Title {#name}.",
    "vitepress_include": 'Write --8<-- "path/of/the/file" instead.',
    "hidden_include": 'Write --8<-- "path/of/the/file" instead.',
    "component": "Write it in Markdown.",
    "element": "Link to it instead.",
}
LEFT_OUT = frozenset({"attributes", "element", "hidden_include", "icon"})
"""What is not shown at all."""
LOST = {
    "footnote": ("The footnote {words} is nowhere defined.", "Add a line like {words}: The note."),
    "note": ("Nothing refers to the note {words}.", "Write {words} where it belongs, or remove it."),
    "reference": (
        "What {label} leads to is nowhere written; '{words}' is shown as it is written.",
        "Add a line like {label}: page.md, or a backslash before the first bracket.",
    ),
    "scheme": (
        "Links to addresses like '{words}' are not published; only the link's words are shown.",
        "Use https, http, mailto, tel or sms, or write the address as code.",
    ),
    "formula": ("This formula cannot be read; it is shown as it is written.", ""),
}
"""What to say of what is ours and lost, and what to do; ``label`` is the last of the words in brackets."""
