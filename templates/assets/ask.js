// The search field: what searches comes when the field is first used. "/" and Ctrl+K lead there.
{
  const asked = new WeakSet(); // the fields that have been used
  let searcher; // a promise of (box, bring) => nothing

  const begin = async (field) => {
    if (field?.id !== "ask" || asked.has(field)) return;
    asked.add(field);
    const root = new URL(field.dataset.root, location.href);
    searcher ??= statuary.bring(field.dataset.script, root);
    try {
      (await searcher)(field.closest(".ask"), (path) => statuary.bring(path, root));
    } catch {
      asked.delete(field); // a poor line: the next time, then
      searcher = undefined;
    }
  };

  document.addEventListener("focusin", (event) => begin(event.target));
  begin(document.activeElement);

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
}
