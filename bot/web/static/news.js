// News for a page that is out of sight: counted in its title, marked on its icon, told where that was agreed to.
import { texts } from "./texts.js";

const usual = document.title;
const mark = document.querySelector('link[rel="icon"]');
const icon = mark?.getAttribute("href");
let waiting = 0;

/** So many messages have come; `text` is what the last one says. */
export function count(messages, text) {
  waiting += messages;
  document.title = texts.newsTitle(waiting, usual);
  mark?.setAttribute("href", "/static/mark-news.svg");
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    new Notification(texts.newMessages, { body: text.slice(0, 80), tag: "dianchuang" }).onclick = () => window.focus();
  } catch {
    // Some phones allow it to workers only: title and icon have told it.
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  waiting = 0;
  document.title = usual;
  if (icon) mark.setAttribute("href", icon);
});
