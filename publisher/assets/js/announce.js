// Keeps a report on this phone until the server has answered, and sends it again under the same key.
// Without this script the form is sent as any form; its hidden key makes a double tap harmless all the same.
import { forget, load, loadFiles, save, saveFiles, unsent } from "./kept.js";

const PATIENCE = 90_000; // ms; a photo over a weak network takes its time
const FILES = ["photo", "file"];
let sending = false;
let waiting = false; // for the network to come back

const theForm = () => document.querySelector("form[data-keep]");
const who = (form) => [form.dataset.user, form.elements.candidate.value];

function say(form, ...words) {
  for (const place of form.querySelectorAll("[data-say]")) {
    place.hidden = !words.includes(place.dataset.say);
  }
}

// The words of the form; hidden fields but the key are the server's, files are kept elsewhere.
function fieldsOf(form) {
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  delete fields.csrfmiddlewaretoken;
  return fields;
}

const filesOf = (form) => Object.fromEntries(FILES.map((name) => [name, [...form.elements[name].files]]));

function putFiles(form, files) {
  for (const name of FILES) {
    if (!files?.[name]?.length) continue;
    const held = new DataTransfer();
    for (const file of files[name]) held.items.add(file);
    form.elements[name].files = held.files;
  }
}

function keep(form) {
  save(...who(form), form.dataset.name, fieldsOf(form));
}

async function restore(form) {
  const kept = load(...who(form));
  if (!kept) return;
  for (const [name, value] of Object.entries(kept.fields)) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  for (const more of form.querySelectorAll("details")) {
    more.open ||= [...more.querySelectorAll("textarea")].some((field) => field.value);
  }
  putFiles(form, await loadFiles(...who(form)));
  say(form, "send", "restored");
}

// Puts the server's page in place of ours, with the files that no server can put into a form.
function show(page, address, files) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  const main = fresh.querySelector("main");
  if (!main) return false;
  document.querySelector("main").replaceWith(main);
  document.title = fresh.title;
  history.replaceState(null, "", address);
  if (theForm()) putFiles(theForm(), files);
  window.htmx?.process(main);
  window.scrollTo(0, 0);
  main.focus();
  return true;
}

async function send(form) {
  if (sending) return;
  sending = true;
  waiting = false;
  keep(form);
  say(form, "send", "sending");
  form.querySelector("button[type=submit]").disabled = true;
  let words = ["unsent", "again"];
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    const address = new URL(answer.url);
    if (address.pathname.startsWith("/announce/sent/") && answer.ok) {
      await forget(...who(form));
      if (!show(await answer.text(), address, {})) location.assign(address);
      return;
    }
    if (address.pathname.startsWith("/accounts/") || answer.status === 403) words = ["old", "again"];
    else if ([400, 404, 409, 422].includes(answer.status)) {
      if (answer.status === 409) await forget(...who(form)); // it is known already: nothing is left to send
      if (show(await answer.text(), location.href, filesOf(form))) return;
    }
    waiting = answer.status >= 500;
  } catch {
    waiting = true; // no network, or no answer in time
  } finally {
    sending = false;
    form.querySelector("button[type=submit]").disabled = false;
  }
  say(form, ...words);
  form.querySelector(`[data-say=${words[0]}]`).scrollIntoView({ block: "center" });
}

function listKept(place) {
  const kept = unsent(place.dataset.user);
  place.hidden = kept.length === 0;
  place.querySelector("ul").replaceChildren(
    ...kept.map(({ candidate, name }) => {
      const link = document.createElement("a");
      link.href = `/announce/?candidate=${encodeURIComponent(candidate)}`;
      link.textContent = name;
      const line = document.createElement("li");
      line.append(link);
      return line;
    }),
  );
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-keep]")) return;
  event.preventDefault();
  send(event.target);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) keep(form);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form && event.target.type === "file") saveFiles(...who(form), filesOf(form));
});
window.addEventListener("online", () => {
  if (waiting && theForm()) send(theForm());
});
for (const [happened, hidden] of [["htmx:sendError", false], ["htmx:afterRequest", true]]) {
  document.addEventListener(happened, (event) => {
    const place = document.getElementById("offline");
    if (place && (!hidden || event.detail.successful)) place.hidden = hidden;
  });
}

if (theForm()) restore(theForm());
const place = document.getElementById("kept");
if (place) listKept(place);
