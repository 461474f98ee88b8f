// Finds components by name, or incidents by any word, where there are many: what matches stays, and its groups open.
{
  let opened = [];

  const find = (field) => {
    const wanted = field.value.trim().toLowerCase();
    for (const group of opened) group.open = false;
    opened = [];
    for (const row of document.querySelectorAll(".cs .c, .found li")) {
      const said = row.matches(".c") ? row.firstElementChild : row;
      row.hidden = !said.textContent.toLowerCase().includes(wanted);
    }
    for (const group of document.querySelectorAll(".cs .g")) {
      group.hidden = !group.querySelector(".c:not([hidden])");
      const details = group.firstElementChild;
      if (wanted && !group.hidden && !details.open) {
        details.open = true;
        opened.push(details);
      }
    }
    const count = document.querySelector(".count");
    if (!count) return;
    const left = document.querySelectorAll(".found li:not([hidden])").length;
    count.textContent = wanted && count.dataset.found.replace("0", left);
  };

  document.addEventListener("input", (event) => event.target.id === "find" && find(event.target));
}
