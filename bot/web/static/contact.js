<<<<<<< HEAD
// The form under a ticket's number: how the visitor can be reached, if they like.
import { h } from "./dom.js";
import { token } from "./session.js";
import { texts } from "./texts.js";
import { Trouble, leaveContact } from "./transport.js";

const FIELDS = [
  ["name", "name", "text"],
  ["phone", "tel", "tel"],
  ["email", "email", "email"],
];

export function contactForm(notice) {
  const words = texts.contact;
  const inputs = FIELDS.map(([name, autocomplete, type]) =>
    h("label", {}, words[name], h("input", { name, type, autocomplete, maxlength: 100 })));
  const state = h("p", { role: "status" });
  const form = h("form", { class: "contact", onsubmit: send }, h("p", { class: "notice" }, notice), inputs, h("button", { class: "button" }, words.send), state);

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
  return h("details", { class: "contact-offer" }, h("summary", {}, words.offer), form);
=======
// How staff can reach the visitor: asked for once, never needed.
import { h } from "./dom.js";
import * as session from "./session.js";
import { texts } from "./texts.js";
import { leaveContact } from "./transport.js";

const KINDS = { name: ["text", "name"], phone: ["tel", "tel"], email: ["email", "email"] };

/** A folded form for a handed-over matter; `contact` is {notice}. */
export function contactForm(contact, id) {
  const note = h("p", { role: "status", class: "fine" }, contact.notice ?? "");
  const fields = Object.entries(KINDS).map(([name, [type, autocomplete]]) =>
    h("div", { class: "field" }, h("label", { for: `${name}-${id}` }, texts.contactFields[name]), h("input", { id: `${name}-${id}`, name, type, autocomplete })),
  );
  const send = async (event) => {
    event.preventDefault();
    try {
      await leaveContact(session.token(), Object.fromEntries(new FormData(form)));
      form.replaceChildren(h("p", { role: "status" }, texts.contactKept));
    } catch (trouble) {
      note.textContent = trouble.reason || texts.errors.down;
    }
  };
  const form = h("form", { class: "contact", onsubmit: send }, fields, note, h("button", { class: "button primary" }, texts.contactSend));
  return h("details", { class: "more" }, h("summary", {}, texts.contact), form);
>>>>>>> 583e97d (Handed over shows as long as the ticket is open; contact by choice; forgetting reaches Rasa's memory)
}
