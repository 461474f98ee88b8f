// Injected by `statuary serve` and `statuary watch`, never part of a site: reloads the page when the site was published
// anew, and shows why a build failed.
"use strict";
(() => {
  const since = document.currentScript.dataset.since;
  const events = new EventSource("/_statuary/events?since=" + encodeURIComponent(since));
  let box = null;

  const style = {
    position: "fixed", inset: "auto 0 0 0", maxHeight: "60vh", overflow: "auto", zIndex: "2147483647", margin: "0",
    padding: "1rem 1.25rem", background: "#1b1b1f", color: "#fff", borderTop: "4px solid #e5484d",
    font: "14px/1.5 ui-monospace, monospace", whiteSpace: "pre-wrap", overflowWrap: "anywhere",
  };

  events.addEventListener("reload", () => location.reload());
  events.addEventListener("well", () => {
    if (box) box.remove();
    box = null;
  });
  events.addEventListener("problem", (event) => {
    if (!box) {
      box = document.createElement("div");
      box.setAttribute("role", "alert");
      box.id = "statuary-problem";
      Object.assign(box.style, style);
      document.body.append(box);
    }
    box.textContent = JSON.parse(event.data);
  });
})();
