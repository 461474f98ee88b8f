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

  /** What the page says now, from a request that gives a document: it is parsed, and nothing in it runs. */
  const anew = () =>
    new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("GET", location.href);
      request.responseType = "document";
      request.onload = () => done(request.responseXML);
      request.onerror = failed;
      request.send();
    });

  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const soon = () => new Promise((done) => setTimeout(done, 100)); // a window that is covered draws nothing

  // Somebody waits for a sentence: it is shown at once, and then the whole page is loaded, so that scripts begin anew.
  events.addEventListener("reload", async () => {
    try {
      const [gone, come] = [document, await anew()].map((page) => page.querySelector("main"));
      if (gone && come) {
        gone.replaceWith(come);
        await Promise.race([drawn(), soon()]);
      }
    } finally {
      location.reload();
    }
  });
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
