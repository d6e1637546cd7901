// The ticket, as the button in the bar shows it: where it stands, and what one can do about it.
import { contactForm } from "./contact.js";
import { h, icon, openDialog } from "./dom.js";
import * as session from "./session.js";
import { texts } from "./texts.js";
import { pageAddress, updates } from "./transport.js";

// No message is newer than this one: the state alone is asked for.
const NOTHING_NEW = 2 ** 31 - 1;

/** Draw and open the sheet. `say` says one of the ticket's own words in the conversation. */
export async function openTicketSheet(dialog, say) {
  const words = texts.ticket;
  draw(dialog, words.loading, []);
  openDialog(dialog);
  let state;
  try {
    ({ handover: state } = await updates(session.token(), NOTHING_NEW));
  } catch {
    return draw(dialog, words.failed, [h("a", { class: "button", href: pageAddress("/ticket"), target: "_blank", rel: "noopener" }, words.lookup)]);
  }
  if (!state) return draw(dialog, words.none, []);
  const act = (text, kind = "") => h("button", { type: "button", class: `button ${kind}`, onclick: () => (dialog.close(), say(text)) }, text);
  const acts = state.active
    ? [act(words.remind), state.with_staff ? act(words.back) : null, act(words.withdraw, "danger")]
    : [act(words.unsolved)];
  draw(dialog, state.number, [
    h("p", {}, state.says),
    state.contact ? h("p", {}, words.contact(state.contact)) : null,
    session.keeps() ? null : h("p", { class: "notice" }, texts.notKept),
    state.active ? contactForm(words.notice, !session.keeps()) : null,
    notifying(),
    h("div", { class: "sheet-actions" }, acts),
    h("p", { class: "fine" }, h("a", { href: pageAddress("/ticket"), target: "_blank", rel: "noopener" }, words.lookup)),
  ]);
}

function draw(dialog, title, body) {
  dialog.replaceChildren(
    h("form", { method: "dialog", class: "sheet-head" }, h("h2", { id: "ticket-title" }, title), h("button", { class: "icon-button", "aria-label": texts.close }, icon("close"))),
    h("div", { class: "sheet-body" }, body),
  );
}

// Asked for by a press only, and where the browser can: not in a frame, not where it is refused.
function notifying() {
  if (!("Notification" in window) || window !== top || Notification.permission !== "default") return null;
  const button = h("button", { type: "button", class: "button", onclick: async () => (await Notification.requestPermission(), button.remove()) }, texts.ticket.notify);
  return button;
}
