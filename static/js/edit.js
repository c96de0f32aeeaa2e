// What an edit form says while somebody types. The server says all of it, too, as soon as it is sent.

function isChanged(field, was) {
  const text = field.querySelector("input").value;
  const zone = field.querySelector("select");
  const isElsewhere = zone && text.trim() && zone.value !== was.dataset.wasZone;
  return isElsewhere || text !== was.dataset.was.replace(/[\r\n]/g, "");
}

// What a date means in UTC is the server's to say; until it has read what stands there now, nothing is said.
function forget(form) {
  for (const words of form.querySelectorAll("[data-typed]")) {
    const fields = [...words.closest(".field").querySelectorAll("input, option")];
    words.hidden = fields.some((one) => (one.matches("option") ? one.selected !== one.defaultSelected : one.value !== one.defaultValue));
  }
}

// A changed field shows what stood there; Save counts such fields.
function count(form) {
  const changed = [...form.querySelectorAll("[data-was]")].filter((was) => !(was.hidden = !isChanged(was.closest(".field"), was)));
  const save = form.querySelector("[data-save]");
  if (save) save.textContent = changed.length ? `Save ${changed.length} change${changed.length > 1 ? "s" : ""}` : "Save";
}

// In a conflict: what will be sent, by what is chosen.
function sum(form) {
  const summary = form.querySelector("[data-sends]");
  if (!summary) return;
  const named = (choice) => [...form.querySelectorAll(`[value="${choice}"]:checked`)].map((one) => one.name.replace("choice-", ""));
  const sent = [...summary.dataset.sends.split(" ").filter(Boolean), ...named("mine")].join(" and ");
  const kept = named("theirs").join(" and ");
  summary.textContent = `Saving sends ${sent || "nothing"}${kept && ` and keeps ${kept} as the server has it`}.`;
}

function refresh(form) {
  count(form);
  forget(form);
  sum(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest('form[id^="edit-"]');
  if (!form) return;
  // Who changes what was typed wants it sent.
  const mine = event.target.closest(".fold") && event.target.closest(".mine").querySelector('[value="mine"]');
  if (mine) mine.checked = true;
  refresh(form);
});
// Fields are put back only after the event that announces it.
document.addEventListener("reset", (event) => setTimeout(refresh, 0, event.target));

const refreshAll = () => document.querySelectorAll('form[id^="edit-"]').forEach(refresh);
document.addEventListener("htmx:after:swap", refreshAll);
refreshAll();
