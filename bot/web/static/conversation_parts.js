// Small parts of the conversation: its retry, its waiting, how failures are worded.
import { h, icon } from "./dom.js";
import { texts } from "./texts.js";
import { Trouble } from "./transport.js";

export function handedOverReplies(conversation) {
  const { add, menu } = texts.handedReplies;
  return [
    { title: add, run: () => conversation.page.field.focus() },
    { title: menu, run: () => conversation.page.welcome.toggleAttribute("hidden", false) || window.scrollTo({ top: 0, behavior: motion() }) },
  ];
}

// In the widget's frame: whether the host page is to look for news before the chat is opened.
export const tellHost = (ticket) => document.dispatchEvent(new CustomEvent("dianchuang:ticket", { detail: Boolean(ticket) }));
export const retryButton = (run) => h("button", { type: "button", class: "button retry", onclick: run }, icon("again"), texts.retry);
export const nameOf = (message) => (message.kind === "staff" ? message.author || texts.staff : texts.bot);
export const motion = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

export function wording(trouble) {
  if (!(trouble instanceof Trouble)) throw trouble;
  if (trouble.kind === "limit") return texts.errors.limit(trouble.wait);
  if (trouble.kind === "refused") return texts.errors.refused(trouble.reason);
  return texts.errors[trouble.kind];
}

export function wait(seconds, retry, words) {
  retry.disabled = true;
  const until = Date.now() + seconds * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) return;
    clearInterval(timer);
    retry.disabled = false;
    words.textContent = texts.errors.limitOver;
  }, 250);
}
