// The little that HTMX leaves to a page: words for what went wrong, focus after a swap, times that stay true.
"use strict";

const toasts = () => document.getElementById("toasts");

function toast(words, tone) {
  const box = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  box.dataset.tone = tone;
  box.querySelector("p").textContent = words;
  toasts().append(box);
}

document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast").remove());

// --- What went wrong: the server's own words when it has some, else ours --------------------------
const SENTENCES = {
  403: "You may not do that. Nothing was changed.",
  404: "That is no longer there. Reload the page.",
  413: "That is too much text for one request. Nothing was saved.",
  429: "Too many requests. Wait a minute and try again.",
};
const isPoll = (element) => Boolean(element?.closest("[data-poll]"));
let lost = false; // A poll that fails says so once, not every three seconds.

function complain(event, words) {
  if (isPoll(event.detail.elt)) {
    if (lost) return;
    lost = true;
    words = `This page no longer updates by itself. ${words}`;
  }
  toast(words, "red");
}

document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  const said = event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? responseText : "";
  complain(event, said || SENTENCES[status] || "Something went wrong on our side. Nothing was confirmed; reload before you try again.");
});
document.addEventListener("htmx:sendError", (event) => complain(event, "The portal cannot be reached. Check your connection."));
document.addEventListener("htmx:timeout", (event) => complain(event, "The portal took too long to answer. Reload to see what happened."));
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful || !lost || !isPoll(event.detail.elt)) return;
  lost = false;
  toast("Back again: this page updates by itself.", "green");
});

// Nobody looks: nobody asks.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && isPoll(event.detail.elt)) event.preventDefault();
});

// --- Focus goes where a swap says, for instance to the summary of errors --------------------------
document.addEventListener("htmx:afterSettle", (event) => {
  const wanted = event.detail.elt.querySelector?.("[data-focus]") ?? (event.detail.elt.matches?.("[data-focus]") ? event.detail.elt : null);
  wanted?.focus();
});
document.querySelector("[data-focus]")?.focus();

// --- What somebody unfolded stays unfolded when its surroundings are drawn anew ------------------
let unfolded = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  unfolded = [...event.detail.target.querySelectorAll("details[id][open]")].map((details) => details.id);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
});

// --- A plain form is not sent twice ---------------------------------------------------------------
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.defaultPrevented) return;
  if (event.target.dataset.sent) return event.preventDefault();
  if (!event.target.closest("[hx-post]")) event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// --- Relative times grow old while a page stays open: the same words as launches/words.py ---------
const UNITS = [[86400, "day"], [3600, "hour"], [60, "minute"]];

function ago(seconds) {
  for (const [size, unit] of UNITS) {
    const number = Math.floor(seconds / size);
    if (number > 0) return `${number} ${unit}${number === 1 ? "" : "s"} ago`;
  }
  return "just now";
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (seconds < 30 * 86400) time.textContent = ago(seconds);
  }
}, 20000);
