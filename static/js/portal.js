// What HTMX leaves to a page.
"use strict";

const on = (event, act) => document.addEventListener(event, act);
const byId = (id) => document.getElementById(id);

function toast(words, tone) {
  const box = byId("toast").content.firstElementChild.cloneNode(true);
  box.dataset.tone = tone;
  box.querySelector("p").textContent = words;
  byId("toasts").append(box);
}

on("click", ({ target }) => target.closest("[data-dismiss]")?.closest(".toast").remove());

// What went wrong, in the server's words or ours
const SENTENCES = {
  403: "You may not do that. Nothing was changed.",
  404: "That is no longer there. Reload the page.",
  413: "That is too much text for one request. Nothing was saved.",
  429: "Too many requests. Wait a minute and try again.",
};
const isPoll = (elt) => Boolean(elt.closest("[data-poll]"));
const isAutosave = (elt) => elt.id === "autosave";
const draftOf = (elt) => elt.closest("form[data-draft]");
const lost = new Set(); // What fails by itself says so once.
let retry;

function complain({ elt, xhr, requestConfig }, words) {
  const mayPass = xhr.status < 400 || xhr.status >= 500;
  if (mayPass && requestConfig.verb === "post" && draftOf(elt)) words = "Not confirmed as saved; what you typed is still here. Try again.";
  if (isAutosave(elt)) {
    byId("saved").textContent = words;
    clearTimeout(retry);
    if (mayPass) retry = setTimeout(() => htmx.trigger(elt, "again"), 5000);
  } else if (isPoll(elt)) words = `This page no longer updates by itself. ${words}`;
  else return toast(words, "red");
  if (!lost.has(isPoll(elt))) toast(words, "red");
  lost.add(isPoll(elt));
}

on("htmx:responseError", ({ detail }) => {
  const { xhr } = detail;
  const said = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") && xhr.responseText;
  complain(detail, said || SENTENCES[xhr.status] || "Something went wrong on our side. Nothing was confirmed; reload before you try again.");
});
on("htmx:sendError", ({ detail }) => complain(detail, "The portal cannot be reached. Check your connection."));
on("htmx:timeout", ({ detail }) => complain(detail, "The portal took too long to answer. Reload to see what happened."));
on("htmx:afterRequest", ({ detail: { successful, elt } }) => {
  if (!successful || !(isPoll(elt) || isAutosave(elt)) || !lost.delete(isPoll(elt))) return;
  toast(isPoll(elt) ? "Back again: this page updates by itself." : "Back again: the draft is saved.", "green");
});

// Saves are told apart by their time; no ended session loses text
on("htmx:configRequest", ({ detail }) => {
  if (draftOf(detail.elt) && detail.verb === "post") detail.parameters.sent_at = Date.now();
});
on("htmx:beforeOnLoad", (event) => {
  if (!event.detail.xhr.getResponseHeader("Send-Plainly")) return;
  event.preventDefault();
  event.target.closest("form").submit();
});

// Nobody looks: nobody asks. Nor while rows are ticked.
on("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (isPoll(elt) && (document.hidden || elt.querySelector("tbody :checked"))) event.preventDefault();
});

// Focus goes where a page or a swap says
const focus = (where) => where.querySelector("[data-focus]")?.focus();
on("htmx:afterSettle", ({ detail: { elt } }) => (elt.matches("[data-focus]") ? elt.focus() : focus(elt)));
focus(document);

// outerHTML without htmx's leave of each element, most of its work. What is unfolded stays so.
// A piece with a namesake elsewhere goes there, unless it says the same.
htmx.defineExtension("replace", {
  handleSwap(style, target, fragment, settling) {
    if (style !== "replace") return false;
    for (const { id } of target.querySelectorAll("details[id][open]")) fragment.getElementById(id)?.setAttribute("open", "");
    settling.elts = [...fragment.children].filter((piece) => {
      const old = byId(piece.id);
      if (!old || target.contains(old)) return true;
      return old.isEqualNode(piece) ? piece.remove() : !old.replaceWith(piece);
    });
    target.replaceWith(fragment);
    return settling.elts;
  },
});

// What is being put right is not called wrong
on("input", ({ target }) => target.removeAttribute("aria-invalid"));

// A plain form is not sent twice
on("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  if (!form.closest("[hx-post]")) form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

// Times grow old: the words of launches/words.py
const UNITS = [[86400, "day"], [3600, "hour"], [60, "minute"]];

function ago(seconds) {
  const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? [];
  const number = Math.floor(seconds / size);
  return unit ? `${number} ${unit}${number > 1 ? "s" : ""} ago` : "just now";
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (seconds < 2592000) time.textContent = ago(seconds);
  }
}, 20000);
