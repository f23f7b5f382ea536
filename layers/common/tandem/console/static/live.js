// Live parts of a page: fetch a piece of HTML and put it in the place of what is there. Nothing here is needed to read a
// page or to send a form. It knows a few of htmx's attributes, and means the same by them:
//   data-hx-get      what is asked for                    data-hx-trigger  "every 2s", or "input changed delay:300ms"
//   data-hx-target   what is replaced; else itself        data-hx-select   the part of the answer that is taken
// What stands in `data-told` of a new part is read out when it differs from the old one's.
"use strict";

async function replace(element, target, address, signal) {
  const answer = await fetch(address, { headers: { "X-Tandem-Live": "1" }, credentials: "same-origin", signal });
  if (answer.status === 401) return location.reload(); // signed out meanwhile
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const wanted = element.dataset.hxSelect ? page.querySelector(element.dataset.hxSelect) : page.body.firstElementChild;
  if (!target.isConnected) return;
  for (const one of target.querySelectorAll("details[open][id]")) // what somebody opened stays open
    wanted?.querySelector(`#${one.id}`)?.setAttribute("open", "");
  // who is on one of its buttons stays there; and what is the same stays as it is
  const stays = !wanted || target.contains(document.activeElement) || wanted.outerHTML === target.outerHTML;
  if (!stays) target.replaceWith(wanted);
  if (!stays && wanted.dataset.told !== target.dataset.told) tell(wanted.dataset.told);
  watch(stays ? target : wanted);
}

function tell(text) {
  document.getElementById("told").textContent = text;
}

const timers = new WeakMap(); // one for each element, however often it is watched anew

function repeat(element, seconds) {
  clearTimeout(timers.get(element));
  const timer = setTimeout(() => {
    if (!element.isConnected) return;
    if (document.hidden) repeat(element, seconds);
    else replace(element, element, element.dataset.hxGet).catch(() => repeat(element, seconds)); // offline for now
  }, seconds * 1000);
  timers.set(element, timer);
}

function search(form) {
  let waiting, asked;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      asked?.abort();
      asked = new AbortController();
      const address = `${form.dataset.hxGet}?${new URLSearchParams(new FormData(form))}`;
      const target = document.querySelector(form.dataset.hxTarget);
      replace(form, target, address, asked.signal).catch((error) => error.name === "AbortError" || form.submit());
    }, 300);
  });
}

function watch(root) {
  for (const element of [root, ...root.querySelectorAll("[data-hx-get]")]) {
    const trigger = element.dataset.hxTrigger ?? "";
    if (trigger.startsWith("every ")) repeat(element, parseFloat(trigger.slice(6)));
    else if (trigger.startsWith("input ")) search(element);
  }
}

if (!document.cookie.includes("tandem_zone=")) {
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone);
  document.cookie = `tandem_zone=${zone}; path=/; max-age=31536000; samesite=lax`;
  // where one is chosen, the page is to show the one that was just told
  if (document.getElementById("zone") && document.cookie.includes("tandem_zone=")) location.reload();
}
watch(document.body);
