// What an edit form says while somebody types. The server says all of it, too, as soon as it is sent.

function isChanged(field, was) {
  const text = field.querySelector("input").value;
  const zone = field.querySelector("select");
  const isElsewhere = zone && text.trim() && zone.value !== was.dataset.wasZone;
  return isElsewhere || text !== was.dataset.was.replace(/[\r\n]/g, "");
}

// A changed field shows what stood there; Save counts such fields.
function count(form) {
  const changed = [...form.querySelectorAll("[data-was]")].filter((was) => !(was.hidden = !isChanged(was.closest(".field"), was)));
  const save = form.querySelector("[data-save]");
  const { none, one, many } = save?.dataset ?? {};
  if (save) save.textContent = ([none, one][changed.length] || many).replace("{n}", changed.length);
}

// In a conflict: what will be sent, by what is chosen.
function sum(form) {
  const summary = form.querySelector("[data-sends]");
  if (!summary) return;
  const named = (choice) => [...form.querySelectorAll(`[value="${choice}"]:checked`)].map((one) => one.name.replace("choice-", ""));
  const { sends, and, nothing, all, some } = summary.dataset;
  const sent = [...sends.split(" ").filter(Boolean), ...named("mine")].join(and);
  const kept = named("theirs").join(and);
  summary.textContent = (kept ? some : all).replace("{sent}", sent || nothing).replace("{kept}", kept);
}

function refresh(form) {
  count(form);
  sum(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest('form[id^="edit-"]');
  if (!form) return;
  // Who changes what was typed wants it sent.
  const mine = event.target.closest(".fold") && event.target.closest(".mine").querySelector('[value="mine"]');
  if (mine) mine.checked = true;
  // What a date means in UTC is the server's to say; until it has read what stands there now, nothing is said.
  event.target.closest(".pair")?.closest(".field").querySelector("[data-typed]").replaceChildren();
  refresh(form);
});
// One field as it stood when the form was opened.
document.addEventListener("click", (event) => {
  const field = event.target.closest("[data-put-back]")?.closest(".field");
  if (!field) return;
  const { was, wasZone } = field.querySelector("[data-was]").dataset;
  const [input, zone] = field.querySelectorAll("input, select");
  if (zone?.matches("select")) zone.value = wasZone;
  input.value = was.replace(/[\r\n]/g, "");
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
});
// Fields are put back only after the event that announces it.
document.addEventListener("reset", (event) => setTimeout(refresh, 0, event.target));

const refreshAll = () => document.querySelectorAll('form[id^="edit-"]').forEach(refresh);
document.addEventListener("htmx:after:swap", refreshAll);
refreshAll();
