// The page inside Pipedrive's settings. It is let in by a token that Pipedrive signs, and keeps what it is let in with in
// its memory alone: no cookie, no storage, nothing in an address. What it shows comes from the server as HTML.
"use strict";

const EVERY_MS = 30_000;
const shown = document.getElementById("summary");
const trouble = document.getElementById("trouble");
let sdk;
let bearer = "";

class Refused extends Error {} // with a sentence for people

async function begin() {
  const { token } = await sdk.execute(AppExtensionsSDK.Command.GET_SIGNED_TOKEN);
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ token });
  const answer = await fetch("/api/embedded-session", { method: "POST", headers, body, credentials: "omit" });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.detail);
  bearer = told.bearer;
}

function ask() {
  return fetch("/embedded/summary", { headers: { Authorization: `Bearer ${bearer}` }, credentials: "omit" });
}

async function summary() {
  if (!bearer) await begin();
  let answer = await ask();
  if (answer.status === 401) { // over, or begun anew elsewhere
    await begin();
    answer = await ask();
  }
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const wanted = page.querySelector(".summary");
  // who is on one of its links stays there; and what is the same stays as it is
  const stays = shown.contains(document.activeElement) || wanted.outerHTML === shown.firstElementChild?.outerHTML;
  if (!stays) shown.replaceChildren(wanted);
}

function tell(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

async function show() {
  try {
    if (!document.hidden) await summary();
    tell("");
  } catch (error) {
    // what was shown before is still true enough, unless one isn't let in any more
    if (error instanceof Refused || shown.getAttribute("aria-busy") === "true") shown.replaceChildren();
    tell(error instanceof Refused ? error.message : trouble.dataset.told);
  }
  shown.setAttribute("aria-busy", "false");
  setTimeout(show, EVERY_MS);
}

async function enter() {
  const query = new URLSearchParams(location.search);
  history.replaceState(null, "", location.pathname); // the address that Pipedrive calls holds a token
  if (window.parent === window) throw new Error("not in a frame");
  if (query.has("theme")) document.documentElement.dataset.theme = query.get("theme") === "dark" ? "dark" : "light";
  sdk = await new AppExtensionsSDK({ identifier: query.get("id") }).initialize();
}

enter().then(show, () => {
  shown.replaceChildren();
  tell(trouble.dataset.told);
});
