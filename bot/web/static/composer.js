// The field one writes in: grows, keeps a draft, sends by Enter but never while a word is being composed.
import * as session from "./session.js";
import { texts } from "./texts.js";

const MOST = 1000;
const WARN_BELOW = 100;

/** Attach to the form; `send(text)` gets what was written, `suggestions` sees keys first. */
export function attachComposer({ form, field, note, suggestions, send }) {
  const usual = [...note.childNodes];
  const count = () => [...field.value].length;

  const changed = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    session.keepDraft(field.value);
    const length = count();
    field.setAttribute("aria-invalid", String(length > MOST));
    if (length > MOST) note.replaceChildren(texts.tooLong(length));
    else if (length > MOST - WARN_BELOW) note.replaceChildren(texts.left(MOST - length));
    else note.replaceChildren(...usual);
  };

  const submit = () => {
    const text = field.value.trim();
    if (!text || count() > MOST || !send(text)) return field.focus();
    field.value = "";
    suggestions.close();
    changed();
    session.keepDraft(text);
  };

  field.addEventListener("input", changed);
  field.addEventListener("keydown", (event) => {
    // 229: browsers that end the composition before they tell of the key.
    if (event.isComposing || event.keyCode === 229) return;
    if (suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!event.submitter?.dataset.say) submit();
  });
  if (!field.value) field.value = session.draft();
  changed();
}
