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
    aside author authors banner boost categories child_nav_order comments cover custom_edit_url date
    displayed_sidebar downloads editLink editUrl excerpt expiryDate exports features file_format footer
    grand_parent has_children has_toc head hero hero_alt_text hide hide_in_navigation hide_table_of_contents
    hide_title icon id image images isCJKLanguage isHome jupytext kernelspec keywords label lang lastUpdated
    last_reviewed_on last_update lastmod layout license linkTitle links markup menu myst nav_exclude navbar next
    numbering outline outputs owner_slack pageClass pagefind pagination_label pagination_next pagination_prev
    params parent parse_number_prefixes permalink pin prev publishDate readtime resources review_in search
    series short_title show_contribution_banner sidebar sidebar_class_name sidebar_custom_props sidebar_label
    sitemap slug social source_url status substitutions subtitle tableOfContents template thumbnail
    titleTemplate title_meta toc toc_max_heading_level toc_min_heading_level translationKey type url
    bookCollapseSection bookComments bookFlatSection bookHidden bookSearchExclude bookToC bookToc
"""
NONE = frozenset(_NONE.split())
"""What guides of MkDocs, Hugo, Docusaurus, VitePress, Starlight, Jekyll, MyST and GOV.UK's template say to their own
programs. What keeps a page from readers there is not among them: whoever wrote it has to hear of it."""
