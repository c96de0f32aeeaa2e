// What is typed in a form is kept in this browser until it is saved or thrown away. A draft stands under the key that the
// server gave the form, which names the person, so that people who share a browser do not see each other's.
{
  const KEPT_MS = 14 * 24 * 60 * 60 * 1000;
  const WAIT_MS = 300;
  const prefix = "draft ";

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(prefix + key));
    } catch {
      return null;
    }
  };
  const drop = (key) => localStorage.removeItem(prefix + key);

  const fields = (form) => [...form.elements].filter((one) => one.name && one.matches("input:not([type=hidden], [type=radio]), textarea, select"));

  // Against what the server had when the form was opened: a form that comes back from a failed save is filled in already.
  function isTyped(field) {
    const was = field.closest(".field")?.querySelector("[data-was]")?.dataset;
    if (field.matches("textarea")) return field.value !== "";
    if (field.matches("select")) return was?.wasZone !== undefined && field.value !== was.wasZone;
    return was !== undefined && field.value !== was.was.replace(/[\r\n]/g, "");
  }

  function keep(form) {
    // Whoever has signed out leaves none.
    if (!form.dataset.draft) return;
    // While there is a conflict to choose in, what was typed before it stays as it was kept.
    if (form.querySelector('[name^="choice-"]')) return;
    const typed = fields(form).filter(isTyped);
    if (!typed.length) return drop(form.dataset.draft);
    const draft = { at: Date.now(), openedOn: form.elements.opened_on.value, values: Object.fromEntries(typed.map((one) => [one.name, one.value])) };
    try {
      localStorage.setItem(prefix + form.dataset.draft, JSON.stringify(draft));
    } catch {
      // No room, or none allowed: the form works as it does without drafts.
    }
  }

  // A save with a draft is held against what the person saw when they typed it: a change of somebody else meanwhile is a
  // conflict, and not overwritten.
  function restore(form) {
    const key = form.dataset.draft;
    const draft = read(key);
    // A form that comes back from the server holds what was typed already, or a date that was picked since.
    const isFilled = fields(form).some(isTyped);
    // It may also have been typed in, or sent, before this script was there.
    const isTypedHere = fields(form).some((one) => one.value !== (one.matches("select") ? [...one.options].find((option) => option.defaultSelected)?.value : one.defaultValue));
    const isReturned = form.querySelector("[role=alert], [aria-invalid=true]");
    if (isFilled && (draft || sent.has(key) || isTypedHere || isReturned)) keep(form);
    if (!draft || isFilled || form.querySelector("[role=alert]")) return;
    const found = fields(form).filter((one) => one.name in draft.values && !one.disabled);
    if (!found.some((one) => one.value !== draft.values[one.name])) return;
    for (const field of found) field.value = draft.values[field.name];
    form.dataset.fresh = form.elements.opened_on.value;
    form.elements.opened_on.value = draft.openedOn;
    const notice = document.getElementById("draft-notice").content.cloneNode(true);
    const [pattern, number] = spanOf(Math.floor((Date.now() - draft.at) / 1000));
    notice.querySelector("[data-age]").textContent = spans.ago.replace("{span}", pattern.replace("{n}", number));
    notice.querySelector("button").addEventListener("click", () => form.reset());
    form.prepend(notice);
    // As if it were typed now: what a date means, and what it moves, is looked up anew.
    for (const field of found) for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  let waiting;
  // Kept before the answer takes the form's place, and not again after it: by then it may be saved.
  const sent = new Set();
  document.addEventListener("submit", ({ target: form }) => {
    if (!form.dataset.draft) return;
    clearTimeout(waiting);
    sent.add(form.dataset.draft);
    keep(form);
  }, true);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (!form) return;
    form.dataset.isTouched = "";
    clearTimeout(waiting);
    waiting = setTimeout(keep, WAIT_MS, form);
  });
  // A page that is left at once takes no time to wait; a form that nobody touched says nothing about a draft.
  window.addEventListener("pagehide", () => document.querySelectorAll("form[data-draft][data-is-touched]").forEach(keep));
  // Escape and Cancel put back, or throw away, what was typed.
  document.addEventListener("reset", ({ target: form }) => {
    if (!form.dataset.draft) return;
    drop(form.dataset.draft);
    if (form.dataset.fresh) form.elements.opened_on.value = form.dataset.fresh;
    form.querySelector("[data-age]")?.closest("[role=status]").remove();
  });
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-cancel]")?.closest("form[data-draft]");
    if (form) drop(form.dataset.draft);
  });

  function look() {
    // What the server says it has saved needs no draft any more.
    for (const done of document.querySelectorAll("[data-draft-done]")) drop(done.dataset.draftDone);
    document.querySelectorAll("form[data-draft]").forEach(restore);
  }
  document.addEventListener("htmx:after:swap", look);
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
    if (Date.now() - (read(key.slice(prefix.length))?.at ?? 0) > KEPT_MS) localStorage.removeItem(key);
  }
  look();
}
