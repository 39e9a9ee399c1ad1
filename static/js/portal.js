// What htmx leaves to us.

const on = addEventListener;
const byId = (id) => document.getElementById(id);

function toast(words, tone) {
  const box = byId("toast").content.firstElementChild.cloneNode(true);
  box.dataset.tone = tone;
  box.querySelector("p").textContent = words;
  byId("toasts").append(box);
}

on("click", ({ target }) => target.closest("[data-dismiss]")?.parentNode.remove());

// htmx after the first picture, in two tasks, told what was typed before (decision 19)
let early = [];
for (const type of ["input", "change", "toggle"]) on(type, (event) => early?.push(event), true);
const script = byId("later");
script.onload = () => {
  htmx.defineExtension("replace", { handleSwap });
  setTimeout(() => {
    delete document.readyState;
    document.dispatchEvent(new Event("DOMContentLoaded"));
    early.forEach((event) => event.target.dispatchEvent(event));
    early = null;
  });
};
on("load", () => new PerformanceObserver((seen) => {
  if (!seen.getEntriesByName("first-contentful-paint")[0]) return;
  Object.defineProperty(document, "readyState", { value: "loading", configurable: 1 });
  script.src = script.dataset.src;
}).observe({ type: "paint", buffered: true }));

// What went wrong
const WORDS = {
  404: "That is no longer there. Reload the page.",
  413: "Too much text for one request. Nothing was saved.",
  429: "Too many requests. Try again in a minute.",
};
// Said once
const BACK = { autosave: "Back again: the draft is saved.", poll: "Back again: this page updates by itself." };
const kindOf = (elt) => (elt.closest("[data-poll]") ? "poll" : elt.id);
const isSave = ({ elt, verb }) => verb === "post" && elt.closest("form[data-draft]");
const lost = new Set();

function complain({ elt, xhr, requestConfig }, words) {
  const kind = kindOf(elt);
  const mayPass = !/^4/.test(xhr.status);
  if (mayPass && isSave(requestConfig)) words = "Not confirmed as saved; what you typed is still here. Try again.";
  if (kind === "poll") words = `This page no longer updates by itself. ${words}`;
  if (kind === "autosave") {
    byId("saved").textContent = words;
    if (mayPass) htmx.trigger(elt, "again");
  }
  if (!lost.has(kind)) toast(words, "red");
  if (BACK[kind]) lost.add(kind);
}

on("htmx:responseError", ({ detail, detail: { xhr } }) =>
  complain(detail, (/^text.plain/.test(xhr.getResponseHeader("Content-Type")) && xhr.responseText) || WORDS[xhr.status] || "Something went wrong on our side. Nothing was confirmed; reload before you try again."));
on("htmx:sendError", ({ detail }) => complain(detail, "The portal cannot be reached. Check your connection."));
on("htmx:timeout", ({ detail }) => complain(detail, "The portal took too long to answer. Reload to see what happened."));
on("htmx:afterRequest", ({ detail: { successful, elt } }) => {
  if (successful && lost.delete(kindOf(elt))) toast(BACK[kindOf(elt)], "green");
});

// Saves tell their time; no ended session loses text
on("htmx:configRequest", ({ detail }) => {
  if (isSave(detail)) detail.parameters.sent_at = Date.now();
});
on("htmx:beforeOnLoad", (event) => {
  if (!event.detail.xhr.getResponseHeader("Send-Plainly")) return;
  event.preventDefault();
  event.target.closest("form").submit();
});

// No poll unseen, nor with rows ticked
on("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (kindOf(elt) === "poll" && (document.hidden || elt.querySelector("tbody :checked"))) event.preventDefault();
});

// outerHTML without htmx's leave of each element; what is unfolded stays so
function handleSwap(style, target, fragment, info) {
  if (style !== "replace") return;
  const focus = fragment.querySelector("[autofocus]");
  focus?.toggleAttribute("autofocus"); // htmx focuses
  for (const { id } of target.querySelectorAll("details[id][open]")) fragment.getElementById(id)?.setAttribute("open", "");
  info.elts = [...fragment.children].filter((piece) => {
    const old = byId(piece.id);
    if (!old || target.contains(old)) return true;
    return old.isEqualNode(piece) ? piece.remove() : !old.replaceWith(piece);
  });
  target.replaceWith(fragment);
  focus?.toggleAttribute("autofocus");
  return info.elts;
}

// What is put right is not wrong
on("input", ({ target }) => target.removeAttribute("aria-invalid"));

// No plain form is sent twice
const sent = new Set();
on("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (sent.has(form)) event.preventDefault();
  if (early || !form.closest("[hx-post]")) sent.add(form);
});
on("pageshow", () => sent.clear());

// Times grow old: the words of launches/words.py
const UNITS = [[86400, "day"], [3600, "hour"], [60, "minute"]];

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1e3;
    const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? [];
    const number = Math.floor(seconds / size);
    if (seconds < 2592e3) time.textContent = unit ? `${number} ${unit}${number > 1 ? "s" : ""} ago` : "just now";
  }
}, 2e4);
