// Keys for those who like them; every page works without. No state is kept here: it all stands in the address.
"use strict";
(() => {
  const typing = (at) => at.closest("input, textarea, select, [contenteditable]");
  const hits = () => [...document.querySelectorAll(".hit h2 a, [data-step]")];
  const step = (by) => {
    const all = hits();
    const now = all.indexOf(document.activeElement);
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
    if (!next) return false;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  const follow = (rel) => {
    const link = document.querySelector(`a[rel="${rel}"]`);
    if (link) link.click();
    return Boolean(link);
  };
  const hint = document.querySelector("[data-keys]");
  const help = () => {
    if (!hint) return false;
    hint.textContent = hint.textContent ? "" : hint.dataset.keys;
    hint.setAttribute("role", "status");
    hint.scrollIntoView({ block: "nearest" });
    return true;
  };
  const box = () => {
    const q = document.getElementById("q");
    if (!q) return false;
    q.focus();
    q.select();
    return true;
  };
  const keys = {
    "/": box,
    "?": help,
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => hits().includes(document.activeElement) && step(1),
    ArrowUp: () => hits().includes(document.activeElement) && step(-1),
    n: () => follow("next"),
    p: () => follow("prev"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      for (const open of document.querySelectorAll("details.how[open]")) open.open = false;
      if (typing(event.target)) event.target.blur();
      return;
    }
    if (typing(event.target)) return;
    const act = keys[event.key];
    if (act && act()) event.preventDefault();
  });
  // Empty fields of a search would stand in its address, and be taken out of it by a redirect: spare the reader that.
  for (const form of document.querySelectorAll('form[method="get"]')) {
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
    });
    window.addEventListener("pageshow", () => {
      for (const field of form.elements) field.disabled = false;
    });
  }
})();
