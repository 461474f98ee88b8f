// Keeps an open page honest: fetches what was built anew, and says so when what it shows is no longer fresh.
// The page is whole without it. Words come from the page; nothing here makes HTML out of text.
{
  const script = document.currentScript;
  const pulse = script.dataset.pulse && new URL(script.dataset.pulse, location.href); // none: a settled page
  const MINUTE = 60_000;

  const stamp = (name, page = document) => Date.parse(page.querySelector(`meta[name="statuary:${name}"]`)?.content);

  // ------------------------------------------------------------------------------------------------- the true time

  let ahead = 0; // how far the server's clock is ahead of the visitor's, which may be wrong by years
  let asked = 0; // when the server was last asked, by the visitor's clock
  let heard = false; // whether it has answered, or could not
  let waits = MINUTE;
  let since = 0; // when this page was shown, by a clock that nobody sets

  /** Now. Never before the page was made and for as long as it has been shown: a clock that says so is wrong. */
  const now = () => Math.max(Date.now() + ahead, stamp("generated_at") + performance.now() - since);

  // --------------------------------------------------------------------------------------------------- no fresh data

  /** What speaks of the present: in a guide that is its head, and what somebody reads or fills in below stays. */
  const present = (page) => page?.querySelector(".present") ?? page?.querySelector("main");

  let hidden = null; // the banner that the words about age stand for

  const age = () => {
    const words = document.querySelector("#stale");
    const stale = words && now() > stamp("valid_until");
    if (!words || stale === (document.body.dataset.stale === "")) return;
    const icon = document.querySelector("link[rel=icon]");
    if (stale) {
      const shown = words.content.firstElementChild.cloneNode(true);
      shown.id = "no-fresh-data";
      hidden = document.querySelector(".banner");
      if (hidden) hidden.replaceWith(shown);
      else present(document).prepend(shown);
      document.body.dataset.stale = "";
      words.dataset.was = document.title;
      document.title = `${words.dataset.title} \u2013 ${document.title}`;
      icon.dataset.was = icon.href;
      icon.href = words.dataset.icon;
      say(words.dataset.title);
    } else {
      const shown = document.querySelector("#no-fresh-data");
      if (hidden) shown.replaceWith(hidden);
      else shown.remove();
      delete document.body.dataset.stale;
      document.title = words.dataset.was;
      icon.href = icon.dataset.was;
    }
  };

  const say = (text) => (document.querySelector("#aloud").textContent = text);

  // ----------------------------------------------------------------------------------------------------- what is new

  const state = () => document.querySelector(".banner h1, .verdict, .alert strong")?.innerText;

  /** The page as it is now. A request that gives a document parses it without running anything. */
  const anew = () =>
    new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("GET", location.href);
      request.responseType = "document";
      request.onload = () => done(request.responseXML);
      request.onerror = failed;
      request.send();
    });

  const foldings = (part) => [...part.querySelectorAll("details")].map((one) => one.open);

  let folded = []; // what was open when the page came: the reader may have closed it since

  const swap = async () => {
    await fetch(location.href, { cache: "no-cache" });
    const page = await anew();
    const [old, main] = [present(document), present(page)];
    if (!main || stamp("generated_at", page) <= stamp("generated_at")) return;
    if (document.activeElement?.matches(".ask input, .find input")) return; // somebody is typing: the next time, then
    const before = document.body.dataset.stale === "" ? "" : state();
    const opened = foldings(old);
    const window = old.querySelector(".win :checked")?.id;
    const focused = document.activeElement?.id;
    for (const part of [".foot", "title", "#stale", ...["generated_at", "data_as_of", "valid_until"].map((name) => `meta[name="statuary:${name}"]`)]) {
      const [gone, come] = [document.querySelector(part), page.querySelector(part)];
      if (gone && come) gone.replaceWith(come);
    }
    const icon = document.querySelector("link[rel=icon]");
    if (icon.dataset.was) icon.href = icon.dataset.was;
    delete document.body.dataset.stale;
    hidden = null;
    since = performance.now();
    old.replaceWith(main);
    for (const field of ["#ask", "#find"]) {
      const [come, kept] = [main, old].map((part) => part.querySelector(field)?.closest(field === "#ask" ? ".ask" : ".find"));
      if (come && kept) come.replaceWith(kept); // with what somebody has typed
    }
    const [had, has] = [folded, (folded = foldings(main))];
    const folds = [...main.querySelectorAll("details")];
    if (folds.length === opened.length) folds.forEach((one, number) => (one.open = opened[number] || (has[number] && !had[number])));
    if (window) document.getElementById(window).checked = true;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("statuary:swap"));
    const field = main.querySelector("#find");
    if (field?.value) field.dispatchEvent(new Event("input", { bubbles: true }));
    if (state() !== before) say(state() ?? "");
    local();
  };

  const look = async () => {
    asked = Date.now();
    try {
      const answer = await fetch(pulse, { cache: "no-cache", signal: AbortSignal.timeout(MINUTE / 3) });
      if (!answer.ok) throw answer.status;
      const date = Date.parse(answer.headers.get("Date"));
      if (date) ahead = date - Date.now();
      if (Date.parse((await answer.json()).generated_at) > stamp("generated_at")) await swap();
      waits = MINUTE;
    } catch {
      waits = Math.min(waits * 2, 10 * MINUTE);
    }
    waits *= 0.9 + Math.random() / 5;
    heard = true;
    age();
  };

  // ------------------------------------------------------------------------------------------------ the visitor's time

  const local = () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const { lang } = document.documentElement;
    const language = navigator.languages.find((one) => one.startsWith(lang)) ?? lang; // with the visitor's region
    const long = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" });
    const short = new Intl.DateTimeFormat(language, { timeStyle: "short" });
    for (const time of document.querySelectorAll("time")) time.title = long.format(new Date(time.dateTime));
    const line = document.querySelector(".banner .local");
    if (!line || zone === script.dataset.zone) return;
    const time = line.closest(".banner").querySelector("h1 time");
    line.textContent = line.dataset.words.replace("{time}", short.format(new Date(time.dateTime)));
  };

  const begin = () => {
    folded = foldings(present(document));
    local();
    const soon = () => document.visibilityState === "visible" && look();
    look();
    setInterval(() => {
      if (heard) age();
      if (document.visibilityState === "visible" && Math.abs(Date.now() - asked) > waits) look();
    }, 5_000);
    document.addEventListener("visibilitychange", soon);
    addEventListener("pageshow", (event) => event.persisted && look());
    addEventListener("online", soon);
  };

  if (pulse) addEventListener("load", () => setTimeout(begin, 500)); // what was fetched just now is new, and its paint comes first
}
