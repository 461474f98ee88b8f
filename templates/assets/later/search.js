// Finds guides by their titles, headings and words. Loaded when somebody begins to search. What it shows is text.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const split = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** How well a word fits a text like " these words ": 3 it is in it, 2 a word begins so, 1 within a word or one slip away. */
const fit = (wanted, text) => {
  if (text.includes(` ${wanted} `)) return 3;
  if (text.includes(` ${wanted}`)) return 2;
  if (text.includes(wanted)) return 1;
  return wanted.length > 4 && text.split(" ").some((word) => word[0] === wanted[0] && slip(wanted, word)) ? 1 : 0;
};

/** Whether one letter added, left out, replaced or swapped with the next makes the same of both. */
const slip = (one, other) => {
  if (Math.abs(one.length - other.length) > 1) return false;
  let from = 0;
  while (from < one.length && one[from] === other[from]) from++;
  const [a, b] = [one.slice(from), other.slice(from)];
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || a[1] + a[0] + a.slice(2) === b;
};

/** What of the index fits every word of the query, the best first. A heading that fits is where the link leads. */
export const search = (index, query) => {
  const asked = split(query);
  if (!asked.length) return [];
  const found = [];
  for (const page of index) {
    let [score, anchor, rank] = [0, "", 0];
    const fits = asked.every((wanted) => {
      const title = 8 * fit(wanted, page.title);
      const words = fit(wanted, page.words);
      let heading = 0;
      for (const [target, , said] of page.headings) {
        const fitting = 4 * fit(wanted, said);
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

const spaced = (text) => ` ${split(text).join(" ")} `;

export const load = async (address) => {
  const pages = await (await fetch(address)).json();
  return pages.map(([href, name, headings, words]) => ({
    href,
    name,
    title: spaced(name),
    headings: headings.map(([anchor, text]) => [anchor, text, spaced(text)]),
    words: ` ${words} `,
  }));
};
