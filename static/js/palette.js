// The palette: what is typed is looked up by the server; the arrows choose, Enter goes. Fetched when it is first opened.
{
  const dialog = document.getElementById("palette");
  const field = dialog.querySelector("[role=combobox]");
  const count = dialog.querySelector("[role=status]");
  const here = document.getElementById("actions-here");

  const options = () => [...dialog.querySelectorAll("[role=option]:not([hidden])")];
  const chosen = () => dialog.querySelector('[aria-selected="true"]:not([hidden])');

  function choose(option) {
    for (const one of options()) one.setAttribute("aria-selected", one === option);
    field.setAttribute("aria-activedescendant", option ? option.id : "");
    option?.scrollIntoView({ block: "nearest" });
  }

  // What can be done on the page behind, by the words of its own buttons and links.
  let actions = [];
  function gather() {
    actions = [...document.querySelectorAll("[data-action]")].filter((one) => !one.hidden && !one.disabled);
    here.replaceChildren(
      ...actions.map((one, index) => {
        const option = document.createElement("div");
        option.className = "option";
        option.id = `do-${index}`;
        option.setAttribute("role", "option");
        option.textContent = one.dataset.action || one.textContent.trim();
        return option;
      }),
    );
  }

  function sift() {
    const typed = field.value.trim().toLowerCase();
    for (const option of here.children) option.hidden = !option.textContent.toLowerCase().includes(typed);
    choose(options()[0]);
    count.textContent = count.dataset.words.replace("{n}", options().length);
  }

  function go(option, isElsewhere) {
    if (option.parentElement === here) {
      dialog.close();
      actions[[...here.children].indexOf(option)].click();
    } else if (isElsewhere) window.open(option.href, "_blank");
    else location.assign(option.href);
  }

  field.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length };
    if (event.key in moves && all.length) choose(all[moves[event.key] % all.length]);
    else if (event.key === "Enter" && chosen()) go(chosen(), event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  });
  here.addEventListener("click", (event) => event.target.matches(".option") && go(event.target));
  field.addEventListener("input", sift);
  dialog.addEventListener("htmx:after:swap", sift);
  dialog.addEventListener("close", () => (field.value = ""));
  // Whatever was typed before this script was there counts.
  dialog.addEventListener("opened", () => {
    gather();
    sift();
    htmx.trigger(field, "look");
  });
}
