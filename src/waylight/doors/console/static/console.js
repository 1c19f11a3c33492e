// Keys, theme and blur. Nothing here talks to anywhere.
"use strict";
const kept = {
  get: (name) => { try { return localStorage.getItem("waylight-" + name); } catch { return null; } },
  set: (name, value) => { try { localStorage.setItem("waylight-" + name, value); } catch { /* private mode */ } },
};
const root = document.documentElement;
const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
if (kept.get("theme")) root.dataset.theme = kept.get("theme");

function theme() {
  root.dataset.theme = dark() ? "light" : "dark";
  kept.set("theme", root.dataset.theme);
}
function blur(on) {
  root.classList.toggle("blurred", on);
  document.getElementById("blur").setAttribute("aria-pressed", String(on));
  kept.set("blur", on ? "1" : "0");
}
blur(kept.get("blur") === "1");

const dialog = document.getElementById("keys");
const switchedOn = document.getElementById("keys-on");
switchedOn.checked = kept.get("keys") !== "0";
switchedOn.addEventListener("change", () => kept.set("keys", switchedOn.checked ? "1" : "0"));
document.getElementById("theme").addEventListener("click", theme);
document.getElementById("blur").addEventListener("click", () => blur(!root.classList.contains("blurred")));
document.getElementById("help").addEventListener("click", () => dialog.showModal());

const rows = [...document.querySelectorAll(".queue a")];
function move(step) {
  if (!rows.length) {
    const link = document.getElementById(step > 0 ? "after" : "before");
    if (link) location.href = link.href;
    return;
  }
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
const actions = {
  j: () => move(1),
  k: () => move(-1),
  u: () => { const back = document.getElementById("back"); if (back) location.href = back.href; },
  1: () => { location.href = "/lane/offer"; },
  2: () => { location.href = "/lane/voice"; },
  b: () => blur(!root.classList.contains("blurred")),
  t: theme,
  "?": () => dialog.showModal(),
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (!switchedOn.checked || typing || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  const action = actions[event.key];
  if (action) { event.preventDefault(); action(); }
});
