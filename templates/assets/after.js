// Brings scripts of the site when they are needed, and after the first paint what a page can wait for: the manifest, and
// what guides can do. Before it they would only stand in its way.
{
  const { guide, manifest, copy, copied } = document.currentScript.dataset;
  const here = new URL("..", document.currentScript.src).href;
  let brought; // what the script that ran last has brought
  let policy; // made when it is needed: pages without a search allow none

  const own = (address) => {
    if (!address.startsWith(here)) throw new TypeError(address);
    return address;
  };

  self.statuary = (value) => (brought = value);

  /** What a script of the site hands to statuary(). A page that was opened from a disk can load nothing in another way. */
  self.statuary.bring = (path, root, data = {}) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      const address = new URL(path, root).href;
      policy ??= self.trustedTypes?.createPolicy("statuary", { createScriptURL: own });
      script.src = policy ? policy.createScriptURL(address) : own(address);
      Object.assign(script.dataset, data);
      script.onload = () => done(brought);
      script.onerror = () => failed(new Error(address));
      document.head.append(script);
    });

  const later = () => {
    if (manifest) document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: manifest }));
    if (guide) self.statuary.bring(guide, location.href, { copy, copied });
  };

  addEventListener("load", () => setTimeout(later, location.hash ? 0 : 500)); // to an anchor, which may have moved, a guide leads
}
