// Finds guides by their titles, headings and words. Loaded when somebody begins to search. What it shows is text.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** How well a word of the query fits one word of a page: 3 the same, 2 its beginning, 1 within it or one slip away. */
const fit = (wanted, word) => {
  if (word === wanted) return 3;
  if (word.startsWith(wanted)) return 2;
  if (word.includes(wanted)) return 1;
  return wanted.length > 4 && slip(wanted, word) ? 1 : 0;
};

/** Whether one letter added, left out, replaced or swapped with the next makes the same of both. */
const slip = (one, other) => {
  if (Math.abs(one.length - other.length) > 1) return false;
  let from = 0;
  while (from < one.length && one[from] === other[from]) from++;
  const [a, b] = [one.slice(from), other.slice(from)];
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || a[1] + a[0] + a.slice(2) === b;
};

const best = (wanted, words) => Math.max(0, ...words.map((word) => fit(wanted, word)));

/** What of the index fits every word of the query, the best first. A heading that fits is where the link leads. */
export const search = (index, query) => {
  const asked = plain(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (!asked.length) return [];
  const found = [];
  for (const page of index) {
    let [score, anchor, rank] = [0, "", 0];
    const fits = asked.every((wanted) => {
      const title = 8 * best(wanted, page.title);
      const words = best(wanted, page.words);
      let heading = 0;
      for (const [target, , said] of page.headings) {
        const fitting = 4 * best(wanted, said);
        heading = Math.max(heading, fitting);
        if (fitting > rank && fitting > title) [anchor, rank] = [target, fitting];
      }
      score += Math.max(title, heading, words);
      return title || heading || words;
    });
    if (fits) found.push({ page, score, anchor });
  }
  return found.sort((one, other) => other.score - one.score);
};

const split = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

export const load = async (address) => {
  const pages = await (await fetch(address)).json();
  return pages.map(([href, name, headings, words]) => ({
    href,
    name,
    title: split(name),
    headings: headings.map(([anchor, text]) => [anchor, text, split(text)]),
    words: words.split(" "),
  }));
};
