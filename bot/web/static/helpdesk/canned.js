// Canned replies: «/» at the beginning of a line, then a few letters of the title or the text.
const MOST = 8;

/** `list` holds an option for each reply, its text in data-text. */
export function attachCanned(field, list) {
  const options = [...list.children];
  let chosen = 0;

  const line = () => field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const typed = () => field.value.slice(line(), field.selectionStart);
  const shown = () => options.filter((option) => !option.hidden);

  function close() {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  function mark() {
    const present = shown();
    chosen = Math.max(0, Math.min(present.length - 1, chosen));
    options.forEach((option) => option.setAttribute("aria-selected", String(option === present[chosen])));
    if (present[chosen]) field.setAttribute("aria-activedescendant", present[chosen].id);
  }

  function look() {
    if (!typed().startsWith("/")) return close();
    const words = typed().slice(1).trim().toLowerCase();
    const fits = options.filter((option) => (option.textContent + option.dataset.text).toLowerCase().includes(words)).slice(0, MOST);
    options.forEach((option) => (option.hidden = !fits.includes(option)));
    list.hidden = fits.length === 0;
    chosen = 0;
    mark();
  }

  function insert(option) {
    field.setRangeText(option.dataset.text, line(), field.selectionStart, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input"));
  }

  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") chosen += event.key === "ArrowDown" ? 1 : -1;
    else if (event.key === "Enter" && !event.ctrlKey) insert(shown()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    mark();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) insert(option);
  });
}
