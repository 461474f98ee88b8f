"""How a line begins that begins something: for the converter, and for who has to know what it will make of a text."""

from __future__ import annotations

import re

ITEM = re.compile(r"([-*+]|(\d{1,9})[.)])(?:( +)(?=\S)|[ ]*$)")
RULE = re.compile(r"(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})$")
UNDERLINE = re.compile(r"(?:=+|-+)[ ]*$")
BOX = re.compile(r"(?:!!!|\?\?\?\+?|===[+!]?) ?[\w\"' -]")
NOTE = re.compile(r"\[\^[^\]\s]+\]:")
MEANING = re.compile(r":[ ]{1,3}(?=\S)")
VERBATIM = re.compile(r"<(?:(pre|script|style|textarea)\b|!--)", re.IGNORECASE)
BEGINS = (">", "```", "~~~", "$$", "#", "|", "!!! ", "???", "=== ", ":")
"""What ends the paragraph before it."""
UNQUOTED = re.compile(r"[-*+] |\d+[.)] |#{1,6} |`{3}|~{3}|!!! |\?\?\?|=== |(?:[-*_] *){3,}$")
"""What is no paragraph's, and so ends a quotation though nothing marks it."""
