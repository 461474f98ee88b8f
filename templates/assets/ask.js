// The search field: what searches comes when the field is first used. "/" and Ctrl+K lead there.
{
  let brought; // what the script that ran last has brought
  let searcher; // a promise of (box, bring) => nothing

  const here = new URL("..", document.currentScript.src).href;
  const own = (address) => {
    if (!address.startsWith(here)) throw new TypeError(address);
    return address;
  };
  let policy; // made when it is needed: pages without a search allow none

  self.statuary = (value) => (brought = value);

  /** What a script of the site hands to statuary(). A page that was opened from a disk can load nothing in another way. */
  const bring = (path, root) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      const address = new URL(path, root).href;
      policy ??= self.trustedTypes?.createPolicy("statuary", { createScriptURL: own });
      script.src = policy ? policy.createScriptURL(address) : own(address);
      script.onload = () => done(brought);
      script.onerror = () => failed(new Error(address));
      document.head.append(script);
    });

  const ready = () => {
    const field = document.querySelector("#ask");
    if (!field) return;
    const box = field.closest(".ask");
    const root = new URL(field.dataset.root, location.href);
    const begin = async () => {
      searcher ??= bring(field.dataset.script, root);
      (await searcher)(box, (path) => bring(path, root));
    };
    box.hidden = false;
    field.addEventListener("focus", begin, { once: true });
    if (document.activeElement === field) begin();
  };

  document.addEventListener("keydown", (event) => {
    const field = document.querySelector("#ask");
    const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
    const slash = key === "/" && !ctrlKey && !metaKey && !altKey && !target.closest("input, select, textarea");
    const chord = key.toLowerCase() === "k" && ctrlKey !== metaKey && !altKey && !shiftKey;
    if (!field || event.isComposing || !(slash || chord)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  ready();
  document.addEventListener("statuary:swap", ready);
}
