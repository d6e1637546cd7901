// What one can do with an answer: copy, share, print, rate it. All with its sources.
import { h } from "./dom.js";
import { sourceText } from "./render.js";
import * as session from "./session.js";
import { texts } from "./texts.js";
import { rate as sendRating } from "./transport.js";

const NOTE_MILLISECONDS = 4000;

/** The answer and its sources as text. */
export function answerText(message) {
  const sources = message.citations.map((c) => `${texts.source}：${sourceText(c)}`);
  const departments = message.departments.length ? `${texts.departments}：${message.departments.join("、")}` : "";
  return [message.text, ...sources, departments, texts.dateLine].filter(Boolean).join("\n");
}

export async function copy(message, note) {
  await toClipboard(answerText(message));
  say(note, texts.copied);
}

export async function share(message, note) {
  const content = { title: texts.printTitle, text: answerText(message), url: addressOf(message) };
  if (navigator.share) {
    try {
      await navigator.share(content);
      return;
    } catch (error) {
      if (error.name === "AbortError") return;
    }
  }
  await toClipboard(`${content.text}\n${content.url}`);
  say(note, texts.shared);
}

/** Print one message with its sources, and nothing else of the page. */
export function print(article) {
  article.classList.add("printed");
  document.body.classList.add("printing-one");
  window.addEventListener(
    "afterprint",
    () => {
      article.classList.remove("printed");
      document.body.classList.remove("printing-one");
    },
    { once: true },
  );
  window.print();
}

/** Keep a thumb, then offer to say more; `registered` gets what the server says of the ticket made of it. */
export async function rate(message, helpful, row, note, registered) {
  const body = { message: message.id, helpful, comment: "" };
  try {
    await sendRating(session.token(), body);
    say(note, texts.thanks);
    if (!helpful) askWhy(body, row, note, registered);
  } catch {
    say(note, texts.errors.refused(""));
  }
}

function askWhy(body, row, note, registered) {
  if (row.nextElementSibling?.matches(".why")) return;
  const id = `why-${body.message}`;
  const field = h("textarea", { id, rows: 2, maxlength: 1000 });
  const send = async (event) => {
    event.preventDefault();
    try {
      const answer = await sendRating(session.token(), { ...body, comment: field.value });
      form.remove();
      say(note, texts.commentKept);
      if (answer.ticket) registered(answer);
    } catch {
      say(note, texts.errors.down);
    }
  };
  const form = h("form", { class: "why", onsubmit: send }, h("label", { for: id }, texts.comment), field, h("button", { class: "button primary" }, texts.sendComment));
  row.after(form);
  field.focus();
}

const addressOf = (message) => new URL(message.citations[0]?.url ?? "/", location.origin).href;

function say(note, text) {
  note.textContent = text;
  setTimeout(() => note.textContent === text && (note.textContent = ""), NOTE_MILLISECONDS);
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages served without TLS have no clipboard interface; a selection still copies.
    const field = h("textarea", { class: "visually-hidden" });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}
