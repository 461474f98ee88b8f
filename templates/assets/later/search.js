// Searches guides, pages, components and incidents, and shows what it finds. Loaded when somebody begins to search.
// What it shows is text. How words are taken apart and the index is written: searchindex.py, which does the same.
{
  const SHOWN = 10; // results
  const CHECKED = 60; // pages whose text is looked at, at most
  const ROOM = 170; // letters of a passage
  const WEIGHT = [1, 1.5, 3, 6]; // a word that is in the text, often in it, in a heading, in the title
  const [FORM, BEGUN, FAR] = [0.8, 0.3, 0.2]; // what fits: another form of the word, what it begins, what is only like it
  const FEW = 3; // pages; where fewer have the word, what is only like it is looked for, too

  // -------------------------------------------------------------------------------------------------------- the words

  const RUN = ["Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao", "Khmer", "Myanmar"]
    .map((name) => `\\p{Script=${name}}`)
    .join("") + "\u30fc"; // scripts whose words nothing parts
  const TERMS = new RegExp(`[${RUN}]+|(?:(?![${RUN}])[\\p{L}\\p{M}\\p{N}])+`, "gu");
  const RUNS = new RegExp(`^[${RUN}]`, "u");
  const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;
  const LETTERS = { ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", æ: "ae", œ: "oe", þ: "th", ı: "i", ς: "σ" };
  const ARTICLE = /^(?:[\u0648\u0628\u0643\u0641]?\u0627\u0644|\u0644\u0644)(?=.{3})/; // Arabic's, and what may stand before it

  const fold = (text) =>
    text.normalize("NFKD").replace(MARKS, "").normalize("NFKC").toLowerCase().replace(/[ßøłđðæœþıς]/g, (letter) => LETTERS[letter]);

  const stripped = (word) => word.replace(ARTICLE, "");

  const shared = (one, other) => {
    let at = 0;
    while (at < one.length && one[at] === other[at]) at++;
    return at;
  };

  // Endings that one English word may have, a row for words like "test", "rotate", "copy"; from so many letters in common on.
  const ENGLISH = [
    [3, /^(e?s|ed|ings?)?$/],
    [3, /^(e[sd]?|ings?)$/],
    [3, /^(y|ies|ied|ying)$/],
    [4, /^(s|ers?)?$/],
    [5, /^(e?s|ed?|ings?|ments?|(at)?ions?)?$/],
  ];
  // What endings of other languages are made of. On an English page, in Latin letters, it would make "plan" of "planet".
  const VOWELS = "aeiouyаеиоуыьюяієεαηιουω\u0627\u0648\u064a\u05d9";
  const CLOSING = "bcdghklmnrstwвглмнстхνσ\u0629\u062a\u0646\u0647\u05d4\u05dd\u05ea";
  const OTHERS = new RegExp(`^(l[ae]r)?[${VOWELS}]{0,3}[${CLOSING}]{0,2}[${VOWELS}]{0,2}[${CLOSING}]?$`);
  const FOREIGN = !document.documentElement.lang.startsWith("en");

  /** What is left of a word behind its stem; English may write the stem's last letter twice: "stop", "stopped". */
  const ending = (word, length) => word.slice(length + (word.length > length + 2 && word[length] === word[length - 1]));

  /** Whether two words are forms of one, by what they end in: 2 surely, 1 perhaps, 0 not. */
  const kin = (one, other, same) => {
    if (same < 3) return 0;
    const fit = (length, known) => known.test(ending(one, length)) && known.test(ending(other, length));
    const stem = same - (one[same - 1] === "e"); // "restored" is "restor" and "ed", too
    if (ENGLISH.some(([least, known]) => same >= least && (fit(same, known) || fit(stem, known)))) return 2;
    const near = Math.max(one.length, other.length) - same <= Math.max(2, same / 2);
    return near && fit(same, OTHERS) ? 1 + (FOREIGN || one[0] > "z") : 0;
  };

  /** How well a word of the index fits one that was asked for: 1 the same, 0 not. The last may not be typed to its end. */
  const likeness = (asked, word, last) => {
    if (word[0] !== asked[0]) return 0;
    if (word === asked) return 1;
    const same = shared(asked, word);
    const family = kin(asked, word, same);
    if (family > 1) return FORM;
    const longer = Math.max(asked.length, word.length);
    const begun = same === asked.length;
    if (begun && last) return BEGUN + (0.2 * same) / longer;
    const alike = same >= 4 && same > longer * (FOREIGN ? 0.5 : 0.67) && longer - same <= 5;
    return family || begun || alike ? (FAR * same) / longer : 0;
  };

  /** How sure it is that what fits so well is what was meant. */
  const sure = (worth) => (worth >= FORM) + (worth >= BEGUN);

  /** The words that are within so many slips of the one asked for, or begin so. A slip: a letter more, less, other, or swapped. */
  const slips = (words, asked, most) => {
    const found = [];
    const rows = [Array.from({ length: asked.length + 1 }, (_, at) => at)];
    let before = "";
    let dead = Infinity; // from so many letters on, the word before could not fit
    words.forEach(({ word }, number) => {
      const from = shared(before, word);
      before = word;
      if (from >= dead) return;
      dead = Infinity;
      let best = Infinity;
      for (let depth = 1; depth <= word.length; depth++) {
        if (depth > from) rows[depth] = step(rows, asked, word, depth);
        const row = rows[depth];
        if (depth >= asked.length - most) best = Math.min(best, row[asked.length] + (depth < word.length ? 0.5 : 0));
        if (Math.min(...row) > most) {
          dead = depth;
          break;
        }
      }
      if (best <= most + 0.5) found.push([number, FAR - 0.05 * best]);
    });
    return found;
  };

  const step = (rows, asked, word, depth) => {
    const [above, two] = [rows[depth - 1], rows[depth - 2]];
    const row = [depth];
    for (let at = 1; at <= asked.length; at++) {
      const same = asked[at - 1] === word[depth - 1];
      row[at] = Math.min(above[at] + 1, row[at - 1] + 1, above[at - 1] + (same ? 0 : 1));
      const swapped = two && at > 1 && asked[at - 1] === word[depth - 2] && asked[at - 2] === word[depth - 1];
      if (swapped) row[at] = Math.min(row[at], two[at - 2] + 1);
    }
    return row;
  };

  // -------------------------------------------------------------------------------------------------------- the index

  const DIGITS = Array.from({ length: 92 }, (_, at) => String.fromCharCode(35 + at)).filter((one) => !"\\|".includes(one));
  const VALUE = new Map(DIGITS.map((digit, value) => [digit, value]));
  const [LAST, MORE] = [60, 28]; // digits that end a number, and those after which it goes on; two say how a word is there

  /** The pages (by number) that a word is on, each with how: the index of WEIGHT. Those of a word on most pages begin with "!". */
  const places = (text) => {
    const found = [];
    let [page, value, how] = [-1, 0, 0];
    for (const digit of text.replace("!", "")) {
      const worth = VALUE.get(digit);
      if (worth >= LAST + MORE) how = worth - LAST - MORE + 1;
      else if (worth >= LAST) value = value * MORE + worth - LAST;
      else {
        page += value * LAST + worth + 1;
        found.push([page, how]);
        [value, how] = [0, 0];
      }
    }
    return found;
  };

  /** What was compressed, and written in letters that a script may hold. */
  const unpacked = (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt());
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  };

  /** The address of a page; what stands for its title at its end is written out. */
  const whole = (href, title) => {
    const end = { "~": title.replaceAll(" ", ""), "-": title.toLowerCase().replaceAll(" ", "-") }[href.at(-1)];
    return end ? `${href.slice(0, -1)}${end}/` : href;
  };

  /** Words, sorted, each with its places; pages, whose titles and what is listed of the state of things are words, too. */
  const read = async ({ pages, words, places: told, chunks, folder }, listed) => {
    const index = { pages: [], words: [], chunks, folder };
    const known = new Map();
    const added = (word, places = "") => index.words.push(known.set(word, { word, common: places[0] === "!", places }).get(word));
    const say = (page, text, how) => {
      for (const word of split(text)) {
        if (!known.has(word)) added(word);
        (known.get(word).more ??= new Map()).set(page, how);
      }
    };
    const there = (await unpacked(told)).split("|");
    let before = "";
    for (const [, kept, rest] of (await unpacked(words)).matchAll(/([A-Z])([^A-Z]*)/g)) {
      before = before.slice(0, kept.charCodeAt() - 65) + rest;
      added(before, there[index.words.length]);
    }
    for (const [href, title] of await unpacked(pages)) {
      say(index.pages.push({ href: whole(href, title), title, plain: fold(title), note: "" }) - 1, title, 3);
    }
    for (const [href, title, note, more] of listed) {
      const page = index.pages.push({ href, title, plain: fold(title), note, listed: true }) - 1;
      say(page, more, 2);
      say(page, title, 3);
    }
    index.words.sort((one, other) => (one.word < other.word ? -1 : 1));
    return index;
  };

  /** The words of a text as the index has them: those of scripts without spaces letter by letter. */
  const split = (text) => (fold(text).match(TERMS) ?? []).flatMap((word) => (RUNS.test(word) ? [...word] : stripped(word)));

  const all = ({ places: told, more }) => [...places(told), ...(more ?? [])];

  // ------------------------------------------------------------------------------------------------------- the search

  /** What fits best first, and what is only like the word where next to nothing has it: loose words hide what was meant. */
  const fitting = ({ words }, wanted, last) => {
    const found = [];
    words.forEach(({ word }, number) => {
      const worth = likeness(wanted, word, last);
      if (worth) found.push([number, worth]);
    });
    const near = found.filter(([, worth]) => worth >= BEGUN);
    if (!near.length && wanted.length > 3) found.push(...slips(words, wanted, wanted.length < 8 ? 1 : 2));
    const pages = new Set();
    const many = near.some(([number]) => {
      for (const [page] of all(words[number])) pages.add(page);
      return words[number].common || pages.size >= FEW;
    });
    return (many ? near : found).sort(([, one], [, other]) => other - one);
  };

  /** One word of the query: the words of the index that fit it, and the pages, each with its weight and how sure it is. */
  const term = (index, asked, last) => {
    if (RUNS.test(asked)) return run(index, asked);
    const [words, pages] = [new Map(), new Map()];
    let everywhere = false;
    for (const [number, worth] of fitting(index, stripped(asked), last)) {
      const { word, common } = index.words[number];
      words.set(word, worth);
      everywhere ||= common && worth >= FORM;
      const known = sure(worth);
      for (const [page, how] of all(index.words[number])) {
        const had = pages.get(page);
        // A heading with a word that is only like it adds nothing to a page that has the word.
        if (!had) pages.set(page, [worth * WEIGHT[how], known]);
        else if (had[1] === known) had[0] = Math.max(had[0], worth * WEIGHT[how]);
      }
    }
    return { words, pages, everywhere };
  };

  /** Letters of a script without spaces: the pages that have all of them. Whether side by side, their text tells. */
  const run = (index, asked) => {
    let pages;
    for (const letter of new Set(asked)) {
      const one = index.words.find(({ word }) => word === letter);
      if (one?.common) continue;
      const has = new Map(one ? all(one) : []);
      pages = pages ? new Map([...pages].filter(([page]) => has.has(page)).map(([page, how]) => [page, Math.min(how, has.get(page))])) : has;
    }
    pages ??= new Map([...index.pages.keys()].map((page) => [page, 0]));
    return { run: asked, words: new Map(), pages: new Map([...pages].map(([page, how]) => [page, [WEIGHT[how], 2]])) };
  };

  /** What fits the most words of the query, the surest first, then the best: {page, score, terms}. */
  const search = (index, query) => {
    const asked = fold(query).match(TERMS) ?? [];
    const terms = asked.map((one, at) => term(index, one, at === asked.length - 1));
    const telling = terms.filter(({ everywhere }) => !everywhere);
    const scores = new Map();
    for (const { pages, everywhere } of terms) {
      const rarity = Math.log(1 + index.pages.length / ((everywhere ? index.pages.length / 2 : pages.size) + 1));
      for (const [page, [worth, known]] of pages) {
        const [fits, surety, score] = scores.get(page) ?? [0, 0, 0];
        // Which texts have a word that is everywhere is not told.
        scores.set(page, [fits + !everywhere, surety + !everywhere * known, score + worth * rarity]);
      }
    }
    const most = Math.max(0, ...[...scores.values()].map(([fits]) => fits));
    const whole = fold(query).trim();
    const found = [];
    for (const [number, [fits, surety, score]] of scores) {
      const page = index.pages[number];
      if (fits < most || (!telling.length && !score)) continue;
      const bonus = page.plain === whole ? 3 : page.plain.includes(whole) ? 1.5 : 1;
      found.push({ page, number, surety, score: score * bonus * (page.listed ? 0.9 : 1), terms });
    }
    return found.sort((one, other) => other.surety - one.surety || other.score - one.score || one.number - other.number);
  };

  // ----------------------------------------------------------------------------------------------------- the passages

  const folded = new Map(); // letters

  /** Where the terms stand in a text: [start, end, number of the term, how well it fits], in order. */
  const finds = (text, terms) => {
    let plain = "";
    const origin = [];
    for (let at = 0; at < text.length; ) {
      const letter = String.fromCodePoint(text.codePointAt(at));
      if (!folded.has(letter)) folded.set(letter, fold(letter));
      const made = folded.get(letter);
      for (let count = 0; count < made.length; count++) origin.push(at);
      plain += made;
      at += letter.length;
    }
    origin.push(text.length);
    const found = [];
    for (const match of plain.matchAll(TERMS)) {
      terms.forEach((one, number) => {
        const worth = one.words.get(stripped(match[0]));
        if (worth) found.push([origin[match.index], origin[match.index + match[0].length], number, worth]);
        if (!one.run) return;
        for (let at = match[0].indexOf(one.run); at >= 0; at = match[0].indexOf(one.run, at + one.run.length)) {
          found.push([origin[match.index + at], origin[match.index + at + one.run.length], number, 1]);
        }
      });
    }
    return found.sort(([one], [other]) => one - other);
  };

  /** How many of the terms were found, each as well as it fits where it fits best. */
  const distinct = (found) => {
    const best = [];
    for (const [, , number, worth] of found) best[number] = Math.max(worth, best[number] ?? 0);
    return best.reduce((sum, worth) => sum + worth, 0);
  };

  /** The section of the page that fits best, with the passage that shows why: {anchor, heading, text, marks}. */
  const passage = (sections, terms) => {
    let best;
    for (const [anchor, heading, text] of sections) {
      const [above, found] = [finds(heading, terms), finds(text, terms)];
      const meant = found.filter(([, , , worth]) => worth >= FORM);
      const worth = distinct([...above, ...found]) * 10 + distinct(above) * 5 + Math.min(meant.length, 4);
      if (!best || worth > best.worth) best = { worth, anchor, heading, text, found };
    }
    return best && { ...best, ...cut(best.text, best.found) };
  };

  /** The stretch of the text with the most terms, whole words, and what to mark in it. */
  const cut = (text, found) => {
    let [from, most] = [0, 0];
    for (const [start] of found) {
      const within = distinct(found.filter(([one, end]) => one >= start && end <= start + ROOM - 50));
      if (within > most) [from, most] = [start, within];
    }
    const gap = /[\s\u3000-\u3002]/;
    let start = Math.max(0, from - 50);
    while (start > 0 && start < from && !gap.test(text[start - 1])) start++;
    let end = Math.min(text.length, start + ROOM);
    while (end < text.length && end > start + ROOM - 30 && !gap.test(text[end])) end--;
    const marks = found.filter(([one, other]) => one >= start && other <= end).map(([one, other]) => [one - start, other - start]);
    return { text: text.slice(start, end), marks, before: start > 0, after: end < text.length };
  };

  // -------------------------------------------------------------------------------------------------------- the field

  const element = (name, text = "", attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const marked = (text, marks) => {
    const nodes = [];
    let at = 0;
    for (const [start, end] of marks) {
      if (start < at) continue;
      nodes.push(text.slice(at, start), element("mark", text.slice(start, end)));
      at = end;
    }
    return [...nodes, text.slice(at)];
  };

  /** From a disk, a folder's page has to be named. */
  const address = (href) => (location.protocol === "file:" ? href.replace(/\/$/, "/index.html") : href);

  const option = ({ page, terms, told }, number, root) => {
    const anchor = told?.anchor ? `#${told.anchor}` : "";
    const made = element("a", "", { role: "option", id: `hit-${number}`, tabindex: "-1", "aria-selected": "false" });
    made.href = new URL(address(page.href) + anchor, root);
    const name = element("strong");
    name.append(...marked(page.title, finds(page.title, terms)));
    made.append(name);
    if (told?.heading) {
      const heading = element("span");
      heading.append("\u203a ", ...marked(told.heading, finds(told.heading, terms)));
      made.append(" ", heading);
    }
    const line = element("small");
    if (page.note) line.append(page.note);
    else if (told) line.append(told.before ? "\u2026 " : "", ...marked(told.text, told.marks), told.after ? " \u2026" : "");
    made.append(" ", line);
    return made;
  };

  statuary((box, bring) => {
    const field = box.querySelector("input");
    const list = box.querySelector("[role=listbox]");
    const status = box.querySelector("[role=status]");
    const { root: way, index: path, listed, found: counted, none: nothing, failed } = field.dataset;
    const root = new URL(way, location.href);
    const chunks = new Map();
    let coming; // a promise of the index
    let active = -1;

    const load = async () => read(await bring(path), listed ? await bring(listed) : []);

    /** The texts of a page's sections, by its place in the index. */
    const sections = async (index, { page, number }) => {
      if (page.listed) return [];
      const chunk = index.chunks.findLastIndex((first) => first <= number);
      if (!chunks.has(chunk)) chunks.set(chunk, bring(`${index.folder}${chunk}.js`).catch(() => ({})));
      return (await chunks.get(chunk))[page.href] ?? [];
    };

    /** The hit with the passage that shows it; nothing where a run of letters is not on the page. */
    const looked = async (index, hit) => {
      const told = await sections(index, hit);
      const runs = hit.terms.filter(({ run: one }) => one && !hit.page.plain.includes(one));
      const apart = runs.some(({ run: one }) => !told.some(([, heading, text]) => fold(`${heading}\n${text}`).includes(one)));
      return apart ? null : { ...hit, told: passage(told, hit.terms) };
    };

    const shown = async (index, hits) => {
      const sure = [];
      for (let at = 0; at < Math.min(hits.length, CHECKED) && sure.length < SHOWN; at += SHOWN) {
        const some = await Promise.all(hits.slice(at, at + SHOWN).map((hit) => looked(index, hit)));
        sure.push(...some.filter(Boolean));
      }
      return sure.slice(0, SHOWN);
    };

    const choose = (number, none = false) => {
      const options = [...list.children];
      options[active]?.setAttribute("aria-selected", "false");
      active = none || !options.length ? -1 : (number + options.length) % options.length;
      options[active]?.setAttribute("aria-selected", "true");
      options[active]?.scrollIntoView({ block: "nearest" });
      if (options[active]) field.setAttribute("aria-activedescendant", options[active].id);
      else field.removeAttribute("aria-activedescendant");
    };

    const open = (is) => {
      list.hidden = !is || !list.children.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      if (list.hidden) choose(-1, true);
    };

    const ask = async () => {
      const query = field.value;
      try {
        const index = await (coming ??= load());
        const hits = query.trim() ? search(index, query) : [];
        const best = await shown(index, hits);
        if (query !== field.value) return;
        list.replaceChildren(...best.map((hit, number) => option(hit, number, root)));
        const count = best.length < SHOWN ? best.length : hits.length;
        status.textContent = !query.trim() ? "" : count ? counted.replace("0", count) : nothing;
      } catch {
        coming = undefined; // perhaps the network comes back
        list.replaceChildren();
        status.textContent = failed;
      }
      choose(-1, true);
      open(document.activeElement === field);
    };

    const clear = () => {
      field.value = "";
      ask();
    };

    const keys = {
      ArrowDown: () => choose(active + 1),
      ArrowUp: () => choose(active < 0 ? -1 : active - 1),
      Enter: () => list.children[Math.max(active, 0)]?.click(),
      Escape: () => open(false),
    };

    field.addEventListener("input", ask);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || !(event.key in keys)) return;
      if (list.hidden && event.key !== "Escape" && !list.children.length) return;
      event.preventDefault();
      const closed = list.hidden;
      if (event.key !== "Escape") open(true);
      else if (closed) clear();
      if (!closed || event.key !== "Enter") keys[event.key]();
    });
    field.addEventListener("focus", () => open(true));
    field.addEventListener("click", () => open(true));
    document.addEventListener("pointerdown", ({ target }) => box.contains(target) || open(false));
    box.addEventListener("focusout", ({ relatedTarget }) => box.contains(relatedTarget) || open(false));
    ask();
  });
}
