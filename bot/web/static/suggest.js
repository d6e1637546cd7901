// Suggestions while typing: a list under the control of the keyboard.
import { h, spoken } from "./dom.js";
import { texts } from "./texts.js";
import { suggest } from "./transport.js";

const PAUSE_MILLISECONDS = 90;
const LONGEST = 16;
// So many stand above a phone's keyboard without being scrolled.
const ON_A_PHONE = 4;
const phone = window.matchMedia("(max-width: 30rem)");

/** Attach to a text field; `choose(suggestion)` is called with {title, text}. */
export function attachSuggestions(field, list, announce, choose) {
  let items = [];
  let active = -1;
  let timer = 0;
  let request = null;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-haspopup", "listbox");

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    items = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
  };

  const move = (step) => {
    // One place beyond the ends is the field itself.
    active = ((active + 1 + step + items.length + 1) % (items.length + 1)) - 1;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    const option = list.children[active];
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };

  const take = (position) => {
    const chosen = items[position];
    close();
    choose(chosen);
  };

  const show = (found) => {
    items = phone.matches ? found.slice(0, ON_A_PHONE) : found;
    active = -1;
    list.replaceChildren(...items.map((item, i) => option(item, i, take)));
    list.hidden = items.length === 0;
    if (items.length) announce(texts.suggestionCount(items.length));
  };

  const look = async () => {
    const q = field.value.trim();
    request?.abort();
    if (!q || q.length > LONGEST) return close();
    request = new AbortController();
    try {
      const { suggestions } = await suggest(q, request.signal);
      if (field.value.trim() === q && document.activeElement === field) show(suggestions);
    } catch {
      // Suggestions are a help, not a need: without them one types on.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MILLISECONDS);
  });
  field.addEventListener("blur", close);
  return {
    close,
    /** True where the key was for the list. */
    key(event) {
      if (list.hidden) return false;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) take(active);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

function option(item, position, take) {
  const element = h(
    "div",
    { role: "option", id: `suggestion-${position}`, class: "suggestion", "aria-selected": "false" },
    h("span", { class: "suggestion-title" }, item.title),
    item.matched ? h("span", { class: "suggestion-matched" }, item.matched) : null,
    h("span", { class: "suggestion-source" }, spoken("，"), item.source),
  );
  // Before the field loses focus.
  element.addEventListener("pointerdown", (event) => event.preventDefault());
  element.addEventListener("click", () => take(position));
  return element;
}
