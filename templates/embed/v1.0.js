// Statuary's widget, version 1.0: how a status site is, on a page of another site. These bytes never change; what is
// mended or new goes into another file beside this one. Use:
//
//   <a href="https://status.example.com/">Status</a>
//   <script async src="https://status.example.com/embed/v1.0.js" integrity="…" crossorigin="anonymous"></script>
//
// The link before the script gives way to the widget while there is something to show, and stays where this script or
// what it asks for cannot be had. On the script tag: data-place="top" puts a banner before everything on the page;
// data-show="trouble" shows it only while something is wrong; data-text stands before the state; data-lang and
// data-theme ("light", "dark") are otherwise those of the page. The page's policy has to allow the status site in
// script-src and connect-src, and nothing else. Custom properties --statuary-font, --statuary-radius.
{
  const script = document.currentScript;
  const options = script.dataset;
  const source = new URL("v1.json", script.src);
  const root = new URL("../", source);
  const MINUTE = 60_000;
  const MOST = 3; // titles

  const SIGNS = {
    operational: "M16 2a14 14 0 1 0 .1 0M9.5 16.5l4.5 4.5 8.5-9",
    under_maintenance: "M4 4h24v24H4zM16 10v6l4 4",
    degraded_performance: "M16 3 30 28H2zM16 12v7M16 23.5v.1",
    partial_outage: "M16 2 30 16 16 30 2 16zM16 9.5v8M16 22v.1",
    major_outage: "M11 2h10l9 9v10l-9 9H11l-9-9V11zM11 11l10 10M21 11 11 21",
    unknown: "M16 2a14 14 0 1 0 .1 0M12 12.5c.5-5 8-4.5 8 0 0 3-4 3-4 6.500M16 23v.1",
  };

  const STYLE = `
    :host { all: initial; display: block; color-scheme: light dark }
    .box {
      --ground: #fff; --ink: #1b2430; --soft: #4c5665; --line: #c3cad4; --state: #4c5665;
      display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; padding: 12px 16px; box-sizing: border-box;
      background: var(--ground); color: var(--ink); border: 1px solid var(--line); border-inline-start: 5px solid var(--state);
      border-radius: var(--statuary-radius, 8px); overflow-wrap: anywhere;
      font: 16px/1.45 var(--statuary-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    }
    .top { border-width: 0 0 1px; border-block-end: 4px solid var(--state); border-radius: 0 }
    .operational { --state: #0a6b45 }
    .under_maintenance { --state: #1d55b5 }
    .degraded_performance { --state: #7a5200 }
    .partial_outage { --state: #9a4a00 }
    .major_outage { --state: #a1162b }
    .dark {
      --ground: #151b24; --ink: #e9edf3; --soft: #a9b3c1; --line: #3c4756; --state: #a9b3c1;
      color-scheme: dark;
    }
    .dark.operational { --state: #5fd6a2 }
    .dark.under_maintenance { --state: #93b8f7 }
    .dark.degraded_performance { --state: #f2c14b }
    .dark.partial_outage { --state: #f5a268 }
    .dark.major_outage { --state: #f58f9b }
    svg { width: 24px; height: 24px; fill: none; stroke: var(--state); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round }
    p, ul { margin: 0; padding: 0; list-style: none; grid-column: 2 }
    p { font-weight: 600; align-self: center }
    a { color: inherit; text-underline-offset: 3px }
    a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px }
    li span { color: var(--soft) }
    @media (forced-colors: active) {
      .dark, .light { color-scheme: light dark; --ground: Canvas; --ink: CanvasText; --soft: CanvasText }
      svg { stroke: CanvasText }
    }`;

  // -------------------------------------------------------------------------------------------------- the true time

  let data; // what was heard last
  let ahead = 0; // how far the site's clock is ahead of the visitor's, if the site lets us see it
  let since = 0; // when that was heard, by a clock that nobody sets
  let asked = 0;
  let waits = MINUTE;

  /** Now. Never before the data was made and for as long as it is here: a clock that says so is wrong. */
  const now = () => Math.max(Date.now() + ahead, Date.parse(data.generated_at) + performance.now() - since);

  // ---------------------------------------------------------------------------------------------------- what is said

  const tongue = () => {
    const known = Object.keys(data.languages);
    const wanted = (options.lang || document.documentElement.lang || "").toLowerCase();
    const fits = (one) => one.toLowerCase() === wanted || one.toLowerCase().split("-")[0] === wanted.split("-")[0];
    return known.find((one) => one.toLowerCase() === wanted) ?? known.find(fits) ?? data.language;
  };

  const element = (name, text = "", attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  /** A link to a page of the status site; anything else is no link. */
  const link = (text, href, lang) => {
    const address = new URL(href, root);
    const own = address.origin === root.origin && /^https?:$/.test(address.protocol);
    return element(own ? "a" : "span", text, { ...(own && { href: address.href }), ...(lang && { lang }) });
  };

  const sign = (state) => {
    const [svg, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
    svg.setAttribute("viewBox", "0 0 32 32");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", SIGNS[state] ?? SIGNS.unknown);
    svg.append(path);
    return svg;
  };

  const moment = (at, language) => {
    const here = navigator.languages.find((one) => one.split("-")[0] === language) ?? language; // with the visitor's region
    return new Intl.DateTimeFormat(here, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
  };

  /** The words round the time, which is not read aloud each time that it moves. */
  const sentence = (words) => {
    const [first, last = ""] = words.split("{time}");
    const line = element("p");
    const said = link("", data.languages[tongue()].home);
    time = element("time", "", { "aria-live": "off" });
    said.append(...[options.text, " "].filter(() => options.text), first, time, last);
    line.append(said);
    return line;
  };

  const titles = (events) => {
    const list = element("ul");
    for (const { title, status, href, lang } of events.slice(0, MOST)) {
      const item = element("li");
      item.append(link(title, href, lang), " ", element("span", `\u00b7 ${status}`));
      list.append(item);
    }
    return list;
  };

  // ----------------------------------------------------------------------------------------------- where it is shown

  const above = options.place === "top" || document.head.contains(script);
  const before = script.previousElementSibling;
  const fallback = !above && before?.matches("a[href]") ? before : null;
  const host = element("div");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let box; // what is read aloud when it changes
  let time; // of what is said
  let shown; // what is said, but for the time

  const begin = () => {
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // no policy about styles concerns one that is made so
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    box = element("div", "", { role: "status" });
    shadow.append(box);
  };

  const show = () => {
    if (host.isConnected) return;
    if (above) document.body.prepend(host);
    else if (fallback?.isConnected) fallback.replaceWith(host);
    else script.after(host);
  };

  const hide = () => {
    if (fallback && host.isConnected) host.replaceWith(fallback);
    else host.remove();
  };

  const draw = () => {
    if (!data) return;
    const language = tongue();
    const words = data.languages[language];
    const stale = now() > Date.parse(data.valid_until);
    if (options.show === "trouble" && !data.trouble) return hide();
    const state = stale ? "unknown" : data.status;
    const told = stale ? words.stale : words.state;
    const at = data.data_as_of ?? data.generated_at;
    const theme = ["light", "dark"].includes(options.theme) ? options.theme : dark.matches ? "dark" : "light";
    const made = JSON.stringify([told, state, theme, words.events]);
    if (made !== shown || !host.isConnected) {
      shown = made;
      host.lang = language;
      host.dir = words.direction;
      if (!box) begin();
      show();
      box.className = `box ${state} ${theme} ${above ? "top" : ""}`;
      box.replaceChildren(sign(state), sentence(told), ...(words.events.length ? [titles(words.events)] : []));
    }
    if (time.dateTime === at && time.textContent) return;
    time.dateTime = at;
    time.textContent = moment(at, language);
  };

  // ----------------------------------------------------------------------------------------------------------- asking

  const look = async () => {
    asked = Date.now();
    try {
      const answer = await fetch(source, {
        cache: "no-cache",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(MINUTE / 3),
      });
      if (!answer.ok) throw answer.status;
      data = await answer.json();
      since = performance.now();
      const date = Date.parse(answer.headers.get("Date"));
      ahead = date ? date - Date.now() : 0;
      waits = MINUTE;
    } catch {
      waits = Math.min(waits * 2, 10 * MINUTE);
    }
    waits *= 0.9 + Math.random() / 5;
    tell();
  };

  /** What cannot be shown leaves the link. */
  const tell = () => {
    try {
      draw();
    } catch {
      hide();
    }
  };

  const start = () => {
    const soon = () => document.visibilityState === "visible" && look();
    look();
    setInterval(() => {
      tell();
      if (document.visibilityState === "visible" && Math.abs(Date.now() - asked) > waits) look();
    }, 5_000);
    dark.addEventListener("change", tell);
    document.addEventListener("visibilitychange", soon);
    addEventListener("online", soon);
  };

  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
}
