// Reads the days of a bar chart to pointer, finger and arrow keys. Without it the days of trouble have tooltips, and
// the table on the component's page says it all.
{
  const page = document.documentElement;
  const made = document.querySelector('meta[name="statuary:generated_at"]')?.content;
  const date = new Intl.DateTimeFormat(page.lang, { dateStyle: "medium", timeZone: "UTC" });
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
      const day = new Date(made);
      day.setUTCDate(day.getUTCDate() - (count(chart) - number) * step + 1);
      return `${date.format(day)}: ${word(path.classList[0])}`;
    }
    return "";
  };

  const count = (chart) => Math.round((chart.viewBox.baseVal.width + 1) / 4);

  const show = (chart, number) => {
    const box = chart.getBoundingClientRect();
    const frame = chart.parentElement.getBoundingClientRect();
    const x = box.left + ((number + 0.5) / count(chart)) * box.width - frame.left;
    chart.number = number;
    tip.textContent = said(chart, number);
    tip.hidden = false;
    chart.parentElement.append(tip);
    tip.style.left = `${Math.max(0, Math.min(x - tip.offsetWidth / 2, frame.width - tip.offsetWidth))}px`;
  };

  const hide = () => (tip.hidden = true);

  const chartOf = (event) => event.target.closest?.("svg.b");

  const point = (event) => {
    const chart = chartOf(event);
    if (!chart) return hide();
    const box = chart.getBoundingClientRect();
    const number = Math.floor(((event.clientX - box.left) / box.width) * count(chart));
    show(chart, Math.max(0, Math.min(number, count(chart) - 1)));
  };

  const charts = () => [...document.querySelectorAll("svg.b")].filter((chart) => chart.getClientRects().length);

  /** One chart is in the tab order; the arrow keys go on from there: left and right to days, up and down to charts. */
  const move = (event) => {
    const chart = chartOf(event);
    if (event.key === "Escape") hide();
    if (!chart) return;
    const last = count(chart) - 1;
    const now = chart.number ?? last;
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[event.key];
    const away = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (next === undefined && !away) return;
    event.preventDefault();
    if (!away) return show(chart, Math.max(0, Math.min(next, last)));
    const all = charts();
    const other = all[all.indexOf(chart) + away];
    if (!other) return;
    chart.tabIndex = -1;
    other.tabIndex = 0;
    other.number = now;
    other.focus();
  };

  if (made) {
    for (const type of ["pointermove", "pointerdown"]) document.addEventListener(type, point, { passive: true });
    document.addEventListener("keydown", move);
    document.addEventListener("focusin", (event) => {
      const chart = chartOf(event);
      if (chart) show(chart, chart.number ?? count(chart) - 1);
      else hide();
    });
    const ready = () => {
      for (const chart of charts().slice(0, 1)) chart.tabIndex = 0;
    };
    requestAnimationFrame(ready); // asking what is shown any sooner would put off the first paint
    document.addEventListener("statuary:swap", ready);
  }
}
