// Finds components by name on sites with many of them: what matches stays, and its groups open.
{
  const field = document.querySelector("#find");
  if (field) {
    field.parentElement.hidden = false;
    const list = () => [...document.querySelectorAll(".cs .c")];
    let opened = [];

    const find = () => {
      const wanted = field.value.trim().toLowerCase();
      for (const group of opened) group.open = false;
      opened = [];
      for (const row of list()) row.hidden = !row.firstElementChild.textContent.toLowerCase().includes(wanted);
      for (const group of document.querySelectorAll(".cs .g")) {
        group.hidden = !group.querySelector(".c:not([hidden])");
        const details = group.firstElementChild;
        if (wanted && !group.hidden && !details.open) {
          details.open = true;
          opened.push(details);
        }
      }
    };

    field.addEventListener("input", find);
    document.addEventListener("statuary:swap", find);
  }
}
