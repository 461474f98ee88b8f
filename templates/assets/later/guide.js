// What a guide can do with a script: copy code, choose among tabs, say where the reader is. Without it all is there to read.
{
  const own = document.currentScript.dataset;
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const make = (tag, more) => Object.assign(document.createElement(tag), more);

  // An old anchor leads to where its part is now; an old page leads on with the anchor.
  const lead = () => {
    const anchor = decodeURIComponent(location.hash.slice(1));
    const part = anchor ? document.getElementById(anchor) : null;
    const link = part?.closest(".moved li")?.querySelector("a");
    const page = document.querySelector("a[data-to]");
    if (link) location.replace(link.href);
    else if (page && anchor) location.replace(page.hash ? page.href : page.href + location.hash);
  };

  // Code: a button that copies it; what is wider than its place can be scrolled with the keyboard.
  const code = (pre) => {
    const button = make("button", { type: "button", className: "copy", textContent: own.copy });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(pre.textContent.replace(/\n$/, ""));
      button.textContent = own.copied;
      setTimeout(() => (button.textContent = own.copy), 2000);
    });
    const box = pre.closest(".highlight") ?? pre;
    const frame = make("div", { className: "code" });
    box.replaceWith(frame);
    frame.append(box, button);
  };

  const scrollable = () => {
    for (const box of all(".prose :is(pre, .scroll)")) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
  };

  // Tabs, as WAI-ARIA describes them. The same label is chosen in all sets, here and on the next page.
  const remembered = () => {
    try {
      return JSON.parse(localStorage.getItem("statuary:tabs")) ?? [];
    } catch {
      return [];
    }
  };

  const remember = (label) => {
    try {
      localStorage.setItem("statuary:tabs", JSON.stringify([label, ...remembered().filter((one) => one !== label)].slice(0, 20)));
    } catch {} // a browser that keeps nothing
  };

  const sets = [];

  const choose = (label, but) => {
    for (const set of sets) if (set !== but && label in set.tabs) set.show(label);
  };

  const tabs = (box, number) => {
    const panels = all(":scope > .tab", box);
    const list = make("div", { className: "tablist", role: "tablist" });
    const set = { tabs: Object.create(null), show: null };
    const buttons = panels.map((panel, index) => {
      const said = panel.querySelector(".tab-label");
      const id = `tab-${number}-${index}`;
      const button = make("button", { type: "button", id, role: "tab", textContent: said.textContent });
      said.hidden = true;
      panel.id = `${id}-panel`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", id);
      panel.tabIndex = 0;
      button.setAttribute("aria-controls", panel.id);
      set.tabs[button.textContent] ??= index;
      return button;
    });
    const show = (index) => {
      panels.forEach((panel, at) => (panel.hidden = at !== index));
      buttons.forEach((button, at) => {
        button.setAttribute("aria-selected", at === index);
        button.tabIndex = at === index ? 0 : -1;
      });
      scrollable();
    };
    const pick = (index) => {
      const top = list.getBoundingClientRect().top;
      const label = buttons[index].textContent;
      show(index);
      choose(label, set);
      remember(label);
      scrollBy(0, list.getBoundingClientRect().top - top); // sets above may have become longer
    };
    set.show = (label) => show(set.tabs[label]);
    list.addEventListener("click", ({ target }) => buttons.includes(target) && pick(buttons.indexOf(target)));
    list.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const way = getComputedStyle(list).direction === "rtl" ? -1 : 1;
      const to = { ArrowRight: at + way, ArrowLeft: at - way, Home: 0, End: buttons.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      const next = (to + buttons.length) % buttons.length;
      buttons[next].focus();
      pick(next);
    });
    list.append(...buttons);
    box.prepend(list);
    box.classList.add("live");
    sets.push(set);
    const known = remembered().find((label) => label in set.tabs);
    show(known === undefined ? 0 : set.tabs[known]);
  };

  // An anchor inside a tab that is not shown, or in something folded, is opened.
  const reveal = () => {
    const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const panel = part?.closest("[role=tabpanel][hidden]");
    if (panel) document.getElementById(panel.getAttribute("aria-labelledby")).click();
    for (let box = part?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (part) part.scrollIntoView();
  };

  // The table of contents shows where the reader is.
  const follow = (toc) => {
    const links = new Map(all("a", toc).map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = all(".prose :is(h2, h3)").filter((heading) => links.has(heading.id));
    let current;
    const look = () => {
      const line = innerHeight / 4;
      const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < line);
      const link = links.get((end ? headings : passed).at(-1)?.id);
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "true");
      current = link;
    };
    let asked;
    addEventListener("scroll", () => (asked ??= requestAnimationFrame(() => ((asked = undefined), look()))), { passive: true });
    look();
  };

  lead();
  all(".tabs").forEach(tabs);
  if (navigator.clipboard) all(".prose pre:not(.plain)").forEach(code);
  scrollable();
  addEventListener("resize", scrollable);
  addEventListener("hashchange", () => (lead(), reveal()));
  if (document.querySelector("[role=tabpanel], .prose details") && location.hash) reveal();
  const toc = document.querySelector(".toc");
  if (toc) follow(toc);
}
