// The search field: what searches comes when the field is first used. "/" and Ctrl+K lead there.
{
  let searcher; // a promise of (box, bring) => nothing

  const ready = () => {
    const field = document.querySelector("#ask");
    if (!field) return;
    const box = field.closest(".ask");
    const root = new URL(field.dataset.root, location.href);
    const begin = async () => {
      searcher ??= statuary.bring(field.dataset.script, root);
      (await searcher)(box, (path) => statuary.bring(path, root));
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
