// Reads charts out: the days of bars to pointer, finger and arrow keys, response times to pointer and finger. Without it
// the days of trouble have tooltips, and the tables on the component's page say it all.
{
  const page = document.documentElement;
  const made = () => document.querySelector('meta[name="statuary:generated_at"]')?.content;
  let date; // how to write one: made when it is needed, for that takes long
  const tip = document.createElement("output");
  tip.className = "tip";
  tip.hidden = true;

  const word = (shape) => document.querySelector(`.legend .${shape}`)?.textContent ?? "";

  /** What the chart says of one of its bars, counted from the left. */
  const said = (chart, number) => {
    const at = number * 4 + 1;
    for (const path of chart.children) {
      const [, from, , width] = path.getAttribute("d").match(/M([\d.]+) ([\d.]+)h([\d.]+)/);
      if (at < +from || at > +from + +width) continue;
      if (path.firstChild) return path.textContent;
      const step = chart.classList.contains("w") ? 7 : 1;
      const first = new Date(made());
      first.setUTCDate(first.getUTCDate() - (count(chart) - number) * step + 1);
      const last = new Date(first);
      last.setUTCDate(last.getUTCDate() + step - 1);
      const language = page.lang === "en" ? "en-GB" : page.lang; // as the page itself writes a day
      date ??= new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { dateStyle: "medium", timeZone: "UTC" });
      return `${step > 1 ? date.formatRange(first, last) : date.format(first)}: ${word(path.classList[0])}`;
    }
    return "";
  };

  const count = (chart) => Math.round((chart.viewBox.baseVal.width + 1) / 4);

  /** Says it above the chart, at this share of its width. */
  const tell = (chart, share, text) => {
    const box = chart.getBoundingClientRect();
    const frame = chart.parentElement.getBoundingClientRect();
    const x = box.left + share * box.width - frame.left;
    tip.textContent = text;
    tip.hidden = false;
    chart.parentElement.append(tip);
    tip.style.left = `${Math.max(0, Math.min(x - tip.offsetWidth / 2, frame.width - tip.offsetWidth))}px`;
  };

  const show = (chart, number) => {
    chart.number = number;
    tell(chart, (number + 0.5) / count(chart), said(chart, number));
  };

  const hide = () => {
    tip.hidden = true;
    mark.remove();
  };

  const chartOf = (event) => event.target.closest?.("svg.b");

  const shareOf = (event, chart) => {
    const box = chart.getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  };

  const point = (event) => {
    const plot = event.target.closest?.("svg.plot");
    if (plot) return read(plot, shareOf(event, plot));
    const chart = chartOf(event);
    if (!chart) return hide();
    mark.remove();
    const number = Math.floor(shareOf(event, chart) * count(chart));
    show(chart, Math.max(0, Math.min(number, count(chart) - 1)));
  };

  const mark = document.createElementNS("http://www.w3.org/2000/svg", "path");
  mark.classList.add("mark");

  /** Response times from the table below the chart, which has a row for every point of a line, the newest first. */
  const read = (plot, share) => {
    const line = plot.querySelector(".p50").getAttribute("d");
    const stops = line.split("M").flatMap((run) => run.split("L").slice(1, -1).map(parseFloat)); // its ends are drawn out
    const { width, height } = plot.viewBox.baseVal;
    const away = stops.map((stop) => Math.abs(stop - share * width));
    const nearest = away.indexOf(Math.min(...away));
    const table = plot.closest("figure").querySelector("table");
    const row = table.tBodies[0].rows[stops.length - 1 - nearest];
    if (!row) return hide();
    const [when, ...figures] = [...row.cells].map((cell) => cell.textContent);
    const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    mark.setAttribute("d", `M${stops[nearest]} 0v${height}`);
    plot.append(mark);
    tell(plot, stops[nearest] / width, `${when}: ${figures.map((one, at) => `${names[at + 1]} ${one}`).join(", ")}`);
  };

  /** The first bar that is shown: of 90 days, only the last 30 may be. */
  const least = (chart) => (chart.matches(".d") && document.querySelector("#w30:checked") ? count(chart) - 30 : 0);

  const charts = () => [...document.querySelectorAll("svg.b")];

  const shown = (chart) => chart.checkVisibility();

  /** One chart is in the tab order; the arrow keys go on from there: left and right to days, up and down to charts. */
  const move = (event) => {
    const chart = chartOf(event);
    if (event.key === "Escape") hide();
    if (!chart) return;
    const last = count(chart) - 1;
    const now = chart.number ?? last;
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: least(chart), End: last }[event.key];
    const away = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (next === undefined && !away) return;
    event.preventDefault();
    if (!away) return show(chart, Math.max(least(chart), Math.min(next, last)));
    const all = charts().filter(shown);
    const other = all[all.indexOf(chart) + away];
    if (!other) return;
    chart.tabIndex = -1;
    other.tabIndex = 0;
    other.number = now;
    other.focus();
  };

  for (const type of ["pointermove", "pointerdown"]) document.addEventListener(type, point, { passive: true });
  document.addEventListener("keydown", move);
  document.addEventListener("focusin", (event) => {
    const chart = chartOf(event);
    if (chart) show(chart, chart.number ?? count(chart) - 1);
    else hide();
  });

  const ready = () => {
    const first = charts().find((chart) => chart.tabIndex === 0 && shown(chart)) ?? charts().find(shown);
    if (first) first.tabIndex = 0;
  };
  document.addEventListener("change", (event) => event.target.closest(".win") && ready()); // others are shown now
  document.addEventListener("toggle", ready, true);
  addEventListener("load", () => setTimeout(ready)); // asking what is shown any sooner would put off the first paint
  document.addEventListener("statuary:swap", ready);
}
