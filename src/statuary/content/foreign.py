"""Front matter that other programs' guides carry: what means the same here, and what means nothing here."""

from __future__ import annotations

SAME = {
    "weight": "order",
    "sidebar_position": "order",
    "nav_order": "order",
    "redirect_from": "aliases",
    "summary": "description",
}
"""Their word -> ours."""

NONE = {
    **dict.fromkeys(
        ("hide", "icon", "template", "status", "search", "social", "authors", "readtime", "pin", "boost", "comments"),
        "Material for MkDocs",
    ),
    **dict.fromkeys(
        ("bookFlatSection", "bookCollapseSection", "bookHidden", "bookToc", "bookToC", "bookComments", "bookSearchExclude"),
        "Hugo Book",
    ),
    **dict.fromkeys(
        ("type", "layout", "slug", "url", "date", "lastmod", "publishDate", "expiryDate", "categories", "keywords")
        + ("linkTitle", "menu", "cascade", "params", "toc", "image", "images", "resources", "outputs", "series", "author"),
        "Hugo or Jekyll",
    ),
    **dict.fromkeys(
        ("id", "sidebar_label", "pagination_label", "hide_title", "hide_table_of_contents", "custom_edit_url", "displayed_sidebar"),
        "Docusaurus",
    ),
    **dict.fromkeys(("sidebar", "aside", "outline", "prev", "next", "editLink", "lastUpdated", "hero", "features", "head"), "VitePress"),
    **dict.fromkeys(
        ("last_reviewed_on", "review_in", "owner_slack", "parent", "hide_in_navigation", "source_url", "show_contribution_banner"),
        "GOV.UK's Technical Documentation Template",
    ),
    **dict.fromkeys(("cover", "hero_alt_text", "links", "permalink", "has_children", "nav_exclude"), "another theme"),
}  # fmt: skip
"""Their word -> whose it is."""
