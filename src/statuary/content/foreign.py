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

_NONE = """
    aside author authors boost categories comments cover custom_edit_url date displayed_sidebar editLink
    expiryDate features has_children head hero hero_alt_text hide hide_in_navigation hide_table_of_contents
    hide_title icon id image images keywords lastUpdated last_reviewed_on lastmod layout linkTitle links menu
    nav_exclude next outline outputs owner_slack pagination_label params parent permalink pin prev publishDate
    readtime resources review_in search series show_contribution_banner sidebar sidebar_label slug social
    source_url status template toc type url bookCollapseSection bookComments bookFlatSection bookHidden
    bookSearchExclude bookToC bookToc
"""
NONE = frozenset(_NONE.split())
"""What guides of MkDocs, Hugo, Docusaurus, VitePress, Jekyll and GOV.UK's template say to their own programs."""
