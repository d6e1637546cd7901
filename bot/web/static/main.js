// Puts the chat page together.
import { attachComposer } from "./composer.js";
import "./checklist.js";
import { Conversation } from "./conversation.js";
import { h, openDialog } from "./dom.js";
import "./embedded.js";
import "./settings.js";
import { attachSuggestions } from "./suggest.js";
import { texts } from "./texts.js";
import { openTicketSheet } from "./ticket_sheet.js";

const at = (id) => document.getElementById(id);
const settings = at("settings");
const field = at("message");
const conversation = new Conversation({
  log: at("log"),
  welcome: at("welcome"),
  announcer: at("announcer"),
  field,
  clauseDialog: at("clause"),
  callButtons: [...document.querySelectorAll(".call")],
});
const suggestions = attachSuggestions(
  field,
  at("suggestions"),
  (text) => conversation.announce(text),
  ({ text }) => {
    field.value = "";
    field.dispatchEvent(new Event("input"));
    conversation.say(text);
  },
);
attachComposer({
  form: at("ask"),
  field,
  note: document.querySelector(".composer .note"),
  suggestions,
  send: (text) => !conversation.busy && (conversation.say(text), true),
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-say]");
  if (!button) return;
  event.preventDefault();
  if (button.classList.contains("done")) openTicketSheet(at("ticket"), (text) => conversation.say(text));
  else conversation.say(button.dataset.say, button.dataset.shown, commandOf(button));
});

const commandOf = ({ dataset }) => (dataset.command ? JSON.parse(dataset.command) : null);

const actions = {
  profile: () => conversation.say(texts.profileSays, texts.profileSays, { do: "profile" }),
  print: () => window.print(),
  forget: askBeforeForgetting,
};
settings.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (!button) return;
  settings.close();
  actions[button.dataset.action]();
});

function askBeforeForgetting() {
  const dialog = at("confirm");
  const yes = async () => {
    dialog.close();
    if (await conversation.forget()) field.focus({ preventScroll: true });
  };
  const ticket = conversation.ticket ? [h("p", {}, texts.forgetTicket(conversation.ticket))] : [];
  dialog.replaceChildren(
    h("h2", { id: "confirm-title" }, texts.forgetTitle),
    h("p", {}, texts.forgetText),
    ...ticket,
    h(
      "div",
      { class: "sheet-actions" },
      h("button", { type: "button", class: "button", onclick: () => dialog.close() }, texts.cancel),
      h("button", { type: "button", class: "button danger", onclick: yes }, texts.forgetYes),
    ),
  );
  openDialog(dialog);
}

await conversation.start();
document.documentElement.classList.add("ready");
fillFromAddress();
startCheck();

// A link such as /?q=创业担保贷款 fills the field: what is said is the visitor's to send, whoever made the link.
function fillFromAddress() {
  const url = new URL(location.href);
  const question = url.searchParams.get("q")?.trim();
  if (!question) return;
  url.searchParams.delete("q");
  history.replaceState(null, "", url);
  field.value = question;
  field.dispatchEvent(new Event("input"));
  field.focus();
}

// «看看我符不符合» on a matter's page, «去回答» on the checklist begins the check at once; from a foreign page it waits for a press.
function startCheck() {
  const button = document.querySelector(".begin-check");
  if (!button) return;
  const url = new URL(location.href);
  url.searchParams.delete("check");
  history.replaceState(null, "", url);
  if (["/matter/", "/checklist"].some((path) => document.referrer.startsWith(location.origin + path))) return button.click();
  // Above what was said before, too.
  at("welcome").hidden = false;
  button.scrollIntoView({ block: "center" });
}
