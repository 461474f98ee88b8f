// Finds components by name, or incidents by any word, where there are many: what matches stays, and its groups open.
{
  let opened = [];

  const find = (field) => {
    const wanted = field.value.trim().toLowerCase();
    for (const group of opened) group.open = false;
    opened = [];
    let left = 0;
    for (const row of document.querySelectorAll(".cs .c, .found li")) {
      const said = row.matches(".c") ? row.firstElementChild : row;
      row.hidden = !said.textContent.toLowerCase().includes(wanted);
      left += !row.hidden;
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
    if (count) count.textContent = wanted && count.dataset.found.replace("0", left);
  };

  document.addEventListener("input", (event) => event.target.id === "find" && find(event.target));
  addEventListener("load", () => {
    const field = document.querySelector("#find");
    if (field?.value) find(field); // somebody was quicker than this
  });
}
