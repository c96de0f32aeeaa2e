// What the pages do beyond links, forms and htmx. Everything here is a convenience; nothing needs it.
// Words stand in the page, in the person's language, and not here.

// ---- What other scripts use -----------------------------------------------------------------------------------------

// Scripts that few pages need are fetched when an element asks for one: data-script="edit". Where they are
// stands on the element that fetched this one.
const addresses = document.currentScript.dataset;
const asked = new Map();
function need(name) {
  if (!asked.has(name)) {
    asked.set(name, new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = addresses[name];
      script.addEventListener("load", resolve);
      document.head.append(script);
    }));
  }
  return asked.get(name);
}

function setCookie(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

// A few words at the edge of the page, read out too, for as long as they take to read.
let silence;
function say(words) {
  const place = document.getElementById("said");
  place.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => place.replaceChildren(), 4000);
}

// ---- The browser's time zone, for the next page: dates are written by the server ------------------------------------

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.split("; ").includes(`time_zone=${zone}`)) setCookie("time_zone", zone);

// ---- Copying --------------------------------------------------------------------------------------------------------

// Copy buttons are of no use without a script, so they are hidden until one runs. By plain HTTP from another machine
// a browser offers no clipboard, and they stay hidden.
function showCopyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy], [data-copy-from]")) button.hidden = false;
}

async function copy(text) {
  const { copied, notCopied } = document.getElementById("said").dataset;
  try {
    await navigator.clipboard.writeText(text);
    say(copied);
  } catch {
    say(notCopied);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  copy(source ? source.textContent : button.dataset.copy);
});

// ---- Keys -----------------------------------------------------------------------------------------------------------

function isTouched(form) {
  return [...form.elements].some((field) =>
    field.matches("select")
      ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.matches("input, textarea") && field.value !== field.defaultValue,
  );
}

// Escape closes a menu, wherever the focus is; in a form it puts back what was typed, and where nothing was, it closes the form.
function escape(place) {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    return menu.firstElementChild.focus();
  }
  const form = place.closest("form");
  const cancel = form && form.querySelector("[data-cancel][hx-get]");
  if (cancel && isTouched(form)) form.reset();
  else if (cancel) cancel.click();
}

// The row that keys act upon: where the focus is, or was last. Its version names it, so that it outlives a swap.
let current;
const rows = () => [...document.querySelectorAll("tr[data-version]")];
const currentRow = () => rows().find((row) => row.dataset.version === current);
function mark() {
  for (const row of rows()) row.toggleAttribute("data-current", row.dataset.version === current);
}
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr[data-version]");
  if (!row) return;
  current = row.dataset.version;
  mark();
});

// The focus goes along, so that Enter is the browser's own and a screen reader follows.
function step(by) {
  const all = rows();
  const next = all[all.indexOf(currentRow()) + by] || (currentRow() ? null : all[0]);
  const target = next && (next.querySelector("a.version") || next.querySelector("a, input, button"));
  if (target) target.focus();
}

const acts = { next: () => step(1), before: () => step(-1) };

// Keys are bound from the table that the help prints: to a named act, or to an element of the current row or the page.
const keys = new Map([...document.querySelectorAll("[data-keys]")].map(({ dataset }) => [dataset.keys, dataset]));
function perform({ act, row, page }) {
  if (act) return acts[act]();
  const target = (row && currentRow()?.querySelector(row)) || (page && document.querySelector(page));
  if (!target || target.hidden) return false;
  if (target.matches("input[type=search]")) target.select();
  else target.click();
}

// Keys that follow each other do so within this time.
const PATIENCE_MS = 1500;
let before = "";
let forgetting;
function press(key) {
  const both = keys.get(`${before} ${key}`) || keys.get(key);
  before = [...keys.keys()].some((one) => one.startsWith(`${key} `)) ? key : "";
  clearTimeout(forgetting);
  forgetting = setTimeout(() => (before = ""), PATIENCE_MS);
  return both ? perform(both) !== false : false;
}

// Never while typing, in a dialog, or with a key held that makes it somebody else's.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const place = event.target;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    const opener = document.querySelector('[data-opens="palette"]');
    if (opener) event.preventDefault();
    opener?.click();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") escape(place);
  const isOff = document.documentElement.dataset.keys === "off";
  if (isOff || place.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog") || place.isContentEditable) return;
  if (press(event.key)) event.preventDefault();
});

// What is opened and closed for good: the server leaves it so on the next page.
document.addEventListener("toggle", ({ target }) => {
  if (target.dataset.keeps) setCookie(target.dataset.keeps, target.open ? "open" : "");
}, true);

// Whoever signs out may leave the browser to somebody else: drafts go along.
document.addEventListener("submit", ({ target }) => {
  const { drops } = target.dataset;
  if (drops) for (const form of document.querySelectorAll("form[data-draft]")) form.removeAttribute("data-draft");
  for (const key of drops ? Object.keys(localStorage) : []) if (key.startsWith(drops)) localStorage.removeItem(key);
});

// ---- Dialogs, which are pages where no script runs ------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
  if (dialog.id === "palette") need("palette").then(() => dialog.dispatchEvent(new Event("opened")));
});

// A click beside a dialog closes it.
document.addEventListener("click", (event) => event.target.matches("dialog") && event.target.close());

// ---- Menus: whatever is done elsewhere closes them --------------------------------------------------------------------

for (const done of ["click", "focusin"]) {
  document.addEventListener(done, ({ target, type }) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      // A press on words in a menu, as on a label, gives the focus to what is around it: the menu is still in use.
      const isAround = type === "focusin" && target.contains(menu);
      if (!isAround && !menu.contains(target)) menu.open = false;
    }
  });
}

// ---- The list -------------------------------------------------------------------------------------------------------

// What is ticked to be compared outlives a swap, as far as the rows are still there.
let ticked = new Set();
function countTicked() {
  const form = document.getElementById("compare");
  if (!form) return;
  const { none, one, two, many } = form.dataset;
  form.firstElementChild.textContent = [none, one, two][ticked.size] || many;
  form.querySelector("button").disabled = ticked.size !== 2;
}
function tickAgain() {
  const boxes = [...document.querySelectorAll(".c-pick input")];
  for (const box of boxes) box.checked = ticked.has(box.value);
  ticked = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  countTicked();
}
document.addEventListener("change", (event) => {
  if (!event.target.matches(".c-pick input")) return;
  ticked[event.target.checked ? "add" : "delete"](event.target.value);
  countTicked();
});

// Whether there is something newer is asked once a minute, while somebody looks.
const LOOK_MS = 60_000;
setInterval(() => {
  const place = document.querySelector("#newer-releases[hx-get]");
  if (place && !document.hidden && navigator.onLine) htmx.trigger(place, "look");
}, LOOK_MS);

// ---- Words that go on counting ----------------------------------------------------------------------------------------

// By the server's clock: that of this machine may be wrong.
const spans = document.getElementById("spans").dataset;
const clockError = Date.now() - Date.parse(spans.now);

function spanOf(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (seconds < 60) return [spans.s, seconds];
  if (minutes < 60) return [spans.min, minutes];
  if (hours < 24) return [spans.h, hours];
  if (days < 14) return [days === 1 ? spans.day : spans.days, days];
  if (days < 30) return [spans.wk, Math.floor(days / 7)];
  if (days < 365) return [spans.mo, Math.min(11, Math.floor(days / 30))];
  return [spans.yr, Math.floor(days / 365.2425) || 1];
}

function countOn() {
  for (const place of document.querySelectorAll("[data-relative]")) {
    const at = Date.parse(place.getAttribute("datetime") || place.dataset.at);
    const seconds = Math.floor((Date.now() - clockError - at) / 1000);
    const isAhead = seconds < 0;
    const [pattern, number] = spanOf(isAhead ? Math.max(1, -seconds - 1) : seconds);
    const words = pattern.replace("{n}", number);
    const frame = isAhead ? spans.ahead : place.dataset.relative === "ago" ? spans.ago : "{span}";
    place.textContent = frame.replace("{span}", words);
  }
}
const COUNT_MS = 10_000;
setInterval(countOn, COUNT_MS);
document.addEventListener("visibilitychange", () => document.hidden || countOn());

// ---- Failures, and what arrives -------------------------------------------------------------------------------------

// Where not even an error page came, as without a network, htmx has nothing to show.
document.addEventListener("htmx:error", () => {
  const failure = document.getElementById("failure");
  const words = document.createElement("p");
  words.className = "notice";
  words.dataset.tone = "danger";
  words.setAttribute("role", "alert");
  words.textContent = failure.dataset.lost;
  failure.replaceChildren(words);
});

// Without a network the page says how old it is.
let readAt = new Date();
function tellOffline() {
  const notice = document.getElementById("offline");
  const time = readAt.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  notice.textContent = navigator.onLine ? "" : notice.dataset.words.replace("{time}", time);
}
window.addEventListener("offline", tellOffline);
window.addEventListener("online", tellOffline);

// A failure is told until the next try.
document.addEventListener("htmx:before:request", () => document.getElementById("failure").replaceChildren());

// After signing in again, in another tab, the forms of this page carry the token of a session that is over. The refusal
// brings the new one, so that what was typed can be sent.
function renewToken() {
  const refusal = document.querySelector("[data-fresh-token]");
  if (!refusal) return;
  const token = refusal.dataset.freshToken;
  refusal.removeAttribute("data-fresh-token");
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "x-csrftoken": token }));
  for (const field of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) field.value = token;
}

// A page, or what a swap brings in, may need a script, or want the focus: a form's first field, or the outcome of a save.
function arrive() {
  mark();
  tickAgain();
  showCopyButtons(document);
  renewToken();
  for (const place of document.querySelectorAll("[data-script]")) place.dataset.script.split(" ").forEach(need);
  const wanted = document.querySelector("[data-focus]");
  if (!wanted) return;
  wanted.removeAttribute("data-focus");
  wanted.focus();
}

document.addEventListener("htmx:after:swap", () => {
  readAt = new Date();
  arrive();
});
arrive();
