// The form under a ticket's number: how the visitor can be reached, if they like.
import { h } from "./dom.js";
import { keeps, token } from "./session.js";
import { texts } from "./texts.js";
import { Trouble, leaveContact } from "./transport.js";

const FIELDS = [
  ["name", "name", "text"],
  ["phone", "tel", "tel"],
  ["email", "email", "email"],
];

/** A folded form; `notice` says what becomes of what is left. Open where nothing else leads back to a reply. */
export function contactForm(notice, open = !keeps()) {
  const words = texts.contact;
  const inputs = FIELDS.map(([name, autocomplete, type]) =>
    h("label", { class: "field" }, h("span", {}, words[name]), h("input", { name, type, autocomplete, maxlength: 100 })));
  const state = h("p", { role: "status" });
  const form = h("form", { class: "contact", onsubmit: send }, h("p", { class: "notice fine" }, notice), inputs, h("button", { class: "button primary" }, words.send), state);

  async function send(event) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    try {
      await leaveContact(token(), given);
      form.replaceChildren(h("p", { role: "status" }, words.kept));
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      state.textContent = trouble.reason || words.failed;
    }
  }
  return h("details", { class: "contact-offer more", open }, h("summary", {}, words.offer), form);
}
