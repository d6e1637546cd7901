// The display settings: kept in this browser, applied at once, agreed between tabs.
import { openDialog } from "./dom.js";

const root = document.documentElement;
const dialog = document.getElementById("settings");

for (const button of document.querySelectorAll("[data-opens=settings]")) {
  button.hidden = false;
  button.addEventListener("click", () => openDialog(dialog));
}
for (const group of dialog.querySelectorAll("[data-preference]")) {
  const name = group.dataset.preference;
  const chosen = group.querySelector(`[value="${root.dataset[name] ?? ""}"]`);
  if (chosen) chosen.checked = true;
  group.addEventListener("change", (event) => choose(name, event.target.value));
}
window.addEventListener("storage", ({ key, newValue }) => {
  const name = key?.replace("dianchuang.", "");
  if (["size", "theme", "contrast"].includes(name)) apply(name, newValue ?? "");
});

function choose(name, value) {
  apply(name, value);
  try {
    if (value) localStorage.setItem(`dianchuang.${name}`, value);
    else localStorage.removeItem(`dianchuang.${name}`);
  } catch {
    // Storage is switched off: the choice holds for this page.
  }
}

function apply(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
}
