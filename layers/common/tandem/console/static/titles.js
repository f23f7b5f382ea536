// The parts of a title, by dragging and by keys. Each step asks for the page that a button of the form asks for, and puts
// it in the place of the one that is there: so the server alone knows what a pattern is, and what is read out comes from
// it. Without this script the buttons do the same, page by page.
//   data-part   on a part: which one it is          .grip      by which a part is dragged, and moved by keys
//   #parts      those in the title, in their order  #left-out  the others
"use strict";

let last = Promise.resolve(); // one step after the other, however quickly keys are pressed

function step(said, focused) {
  last = last.then(() => ask(said, focused)).catch(() => location.reload());
}

async function ask(said, focused) {
  const shown = document.getElementById("titles");
  const form = shown.querySelector("form");
  const wanted = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(said)) wanted.set(name, value);
  const address = `${form.getAttribute("action")}?${wanted}`;
  const answer = await fetch(address, { credentials: "same-origin" });
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("titles");
  if (!answer.ok || !next) return location.assign(address);
  shown.replaceWith(next);
  history.replaceState(null, "", address);
  begin(next);
  (next.querySelector(focused) ?? next.querySelector("[autofocus]"))?.focus();
  tell(next.querySelector("form").dataset.told);
}

const KEYS = { ArrowUp: "up", ArrowLeft: "up", ArrowDown: "down", ArrowRight: "down", Delete: "take", Backspace: "take" };

function begin(shown) {
  for (const grip of shown.querySelectorAll(".grip")) {
    const part = grip.closest("[data-part]").dataset.part;
    grip.hidden = false;
    grip.addEventListener("click", (event) => event.preventDefault());
    grip.addEventListener("pointerdown", (event) => drag(event, grip, grip.closest("[data-part]")));
    grip.addEventListener("keydown", (event) => {
      if (!KEYS[event.key]) return;
      event.preventDefault();
      step({ do: `${KEYS[event.key]}.${part}` }, `#parts [data-part=${part}] .grip`);
    });
  }
  for (const chip of shown.querySelectorAll("#left-out [data-part]"))
    chip.addEventListener("pointerdown", (event) => drag(event, chip, newRow(shown, chip)));
  for (const button of shown.querySelectorAll("#parts .actions button, #left-out button"))
    button.addEventListener("click", (event) => {
      event.preventDefault();
      step({ do: button.value }, `button[value="${button.value}"]:enabled`);
    });
  const separator = shown.querySelector("#separator");
  separator.addEventListener("change", () => step({ do: "" }, "#separator"));
}

function newRow(shown, chip) {
  const row = document.createElement("li");
  row.dataset.part = chip.dataset.part;
  row.textContent = chip.dataset.name;
  return row;
}

function drag(event, held, row) {
  if (event.button) return;
  const [parts, out] = ["parts", "left-out"].map((id) => document.getElementById(id));
  const before = row.isConnected ? row.nextElementSibling : null;
  const wasThere = row.isConnected;
  const from = { x: event.clientX, y: event.clientY };
  const doing = new AbortController();
  const listen = (name, heard) => document.addEventListener(name, heard, { signal: doing.signal });
  let isMoving = false;
  let leaves = false;

  const place = (at) => {
    if (!isMoving && Math.hypot(at.clientX - from.x, at.clientY - from.y) < 5) return;
    isMoving = true;
    leaves = row.dataset.part !== "subject" && isOver(out, at);
    const isOutside = !wasThere && !isOver(parts, at);
    row.classList.toggle("held", !leaves);
    row.classList.toggle("leaving", leaves);
    out.classList.toggle("target", leaves && wasThere);
    if (leaves || isOutside) return wasThere || row.remove();
    const others = [...parts.children].filter((one) => one !== row);
    const next = others.find((one) => at.clientY < middle(one));
    if (row.nextElementSibling !== (next ?? null) || !row.isConnected) parts.insertBefore(row, next ?? null);
  };
  const end = (isKept) => {
    doing.abort();
    row.classList.remove("held", "leaving");
    out.classList.remove("target");
    if (!isMoving) return;
    addEventListener("click", (click) => click.preventDefault() || click.stopPropagation(), { capture: true, once: true });
    setTimeout(() => document.body.click()); // takes that listener away where the browser sends no click
    if (isKept && leaves && wasThere) return step({ do: `take.${row.dataset.part}` }, `#left-out [data-part]`);
    if (isKept && row.isConnected) return step(ordered(parts, row), `#parts [data-part=${row.dataset.part}] .grip`);
    if (wasThere) parts.insertBefore(row, before);
    else row.remove();
  };
  listen("pointermove", place);
  listen("pointerup", () => end(true));
  listen("pointercancel", () => end(false));
  listen("keydown", (key) => key.key === "Escape" && end(false));
}

function ordered(parts, row) {
  const names = [...parts.children].map((one) => `{${one.dataset.part}}`);
  return { title: names.join(document.getElementById("separator").value), do: `moved.${row.dataset.part}` };
}

function isOver(box, at) {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return at.clientX >= left && at.clientX <= right && at.clientY >= top - 8 && at.clientY <= bottom + 8;
}

function middle(one) {
  const { top, height } = one.getBoundingClientRect();
  return top + height / 2;
}

begin(document.getElementById("titles"));
