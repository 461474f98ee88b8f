"""What a page says of its blocks that are bound to tests: never more than was seen."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markupsafe import Markup

from statuary.views import Proof
from statuary.wording import Words

_PLACE = re.compile(r'<p class="proof p-([0-9a-f]{32})"></p>')


def proven(text: Markup, proofs: Sequence[Proof], words: Words) -> Markup:
    """The sanitised HTML with a sentence below each block."""
    known = {proof.block: proof for proof in proofs}

    def sentence(found: re.Match[str]) -> str:
        proof = known.get(found[1])
        if proof is None:
            return ""
        return f'<p class="proof {proof.state}">{html.escape(said(proof, words))}</p>'

    return Markup(_PLACE.sub(sentence, str(text)))  # noqa: S704 - sanitised; what is put in is escaped


def said(proof: Proof, words: Words) -> str:
    """The sentence about one block."""
    if proof.at is None:
        return words.say("Not verified.")
    day = words.day(proof.at)
    if proof.state == "failed":
        return words.say("Not verified: its test on %(day)s failed.") % {"day": day}
    if proof.kind == "schema":
        return words.say("Verified against the schema %(name)s on %(day)s.") % {"name": proof.name, "day": day}
    if proof.kind == "probe" and proof.name:
        return words.say("Verified against %(name)s on %(day)s.") % {"name": proof.name, "day": day}
    if proof.kind == "probe":
        return words.say("Verified against the running service on %(day)s.") % {"day": day}
    return words.say("Verified against a real run on %(day)s.") % {"day": day}


def summed_up(proofs: Sequence[Proof], words: Words) -> str:
    """The sentence about all of them."""
    good = [proof.at for proof in proofs if proof.state == "verified" and proof.at is not None]
    if not good:
        return words.say("Of the blocks here that are bound to tests, none is verified.")
    values = {"good": len(good), "all": len(proofs), "day": words.day(min(good))}
    if len(good) == len(proofs):
        return words.say("All blocks here that are bound to tests are verified, the earliest on %(day)s.") % values
    return (
        words.say("Of the %(all)s blocks here that are bound to tests, %(good)s are verified, the earliest on %(day)s.")
        % values
    )
