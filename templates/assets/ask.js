// The search field: gets the index when it is first used, and lists links below.
{
  let search; // a promise of (query) => what fits it

  const begin = async ({ script, index }, root) => {
    const library = await import(new URL(script, root));
    const pages = await library.load(new URL(index, root));
    return (query) => library.search(pages, query);
  };

  const link = ({ page, anchor }, root) => {
    const [item, a] = [document.createElement("li"), document.createElement("a")];
    a.href = new URL(page.href + (anchor && `#${anchor}`), root);
    a.textContent = page.name;
    item.append(a);
    const heading = page.headings.find(([target]) => target === anchor);
    if (heading) item.append(` ${heading[1]}`);
    return item;
  };

  const ready = () => {
    const field = document.querySelector("#ask");
    if (!field) return;
    const box = field.closest(".ask");
    const root = new URL(field.dataset.root, location.href);
    box.hidden = false;

    const ask = async () => {
      search ??= begin(field.dataset, root);
      const query = field.value;
      const found = (await search)(query);
      if (query !== field.value) return;
      box.querySelector("ul").replaceChildren(...found.slice(0, 8).map((one) => link(one, root)));
      box.querySelector("[role=status]").textContent = query.trim() ? field.dataset.found.replace("0", found.length) : "";
    };

    field.addEventListener("input", ask);
    field.addEventListener("focus", () => (search ??= begin(field.dataset, root)), { once: true });
  };

  ready();
  document.addEventListener("statuary:swap", ready);
}
