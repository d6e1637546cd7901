// News for a page that is out of sight: counted in its title until it is looked at again.
import { texts } from "./texts.js";

const usual = document.title;
let waiting = 0;

/** So many messages have come. */
export function count(messages) {
  waiting += messages;
  document.title = texts.newsTitle(waiting, usual);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  waiting = 0;
  document.title = usual;
});
