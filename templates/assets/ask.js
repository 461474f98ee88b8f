// The search field: gets the index when it is first used, and lists links below.
{
  const field = document.querySelector("#ask");
  if (field) {
    const box = field.closest(".ask");
    const list = box.querySelector("ul");
    const said = box.querySelector("[role=status]");
    const root = new URL(field.dataset.root, location.href);
    let ready;
    box.hidden = false;

    const begin = async () => {
      const { load, search } = await import(new URL(field.dataset.script, root));
      const index = await load(new URL(field.dataset.index, root));
      return (query) => search(index, query);
    };

    const link = ({ page, anchor }) => {
      const [item, a] = [document.createElement("li"), document.createElement("a")];
      a.href = new URL(page.href + (anchor && `#${anchor}`), root);
      a.textContent = page.name;
      item.append(a);
      const heading = page.headings.find(([target]) => target === anchor);
      if (heading) item.append(` ${heading[1]}`);
      return item;
    };

    const ask = async () => {
      ready ??= begin();
      const query = field.value;
      const found = (await ready)(query);
      if (query !== field.value) return;
      list.replaceChildren(...found.slice(0, 8).map(link));
      said.textContent = query.trim() ? field.dataset.found.replace("0", found.length) : "";
    };

    field.addEventListener("input", ask);
    field.addEventListener("focus", () => (ready ??= begin()), { once: true });
  }
}
