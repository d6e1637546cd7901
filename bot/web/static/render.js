// Messages as elements.
import { assessmentCard, besideCard, checklistButton, matchCards, profileCard, progressCard } from "./cards.js";
import { contactForm } from "./contact.js";
import { h, icon, spoken } from "./dom.js";
import { clauseLabel, keyFigures, paragraphs, splitFigures } from "./parse.js";
import { texts } from "./texts.js";
import { pageAddress } from "./transport.js";

const SHOWN_DEPARTMENTS = 3;
const SHOWN_SOURCES = 3;
const GROUNDED = new Set(["answer", "eligibility", "match"]);

/** A visitor's own words. */
export const visitorMessage = (text, at = new Date()) =>
  h("article", { class: "message visitor" }, spoken(texts.visitor, "h2"), h("div", { class: "bubble" }, h("p", {}, text)), clock(at));

// Kunming's clock, wherever the page is read: due times and staff go by it.
const ZONE = "Asia/Shanghai";
const time = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

/** When something was said: 今天 14:03, else with its day. */
function clock(at) {
  const [, month, dayOfMonth] = date.format(at).split("-").map(Number);
  const day = date.format(at) === date.format(new Date()) ? texts.today : texts.day(month, dayOfMonth);
  return h("time", { class: "at", datetime: at.toISOString() }, `${day} ${time.format(at)}`);
}

/** A message of the bot or of staff. `act`: {openClause, say, edit, copy, share, print, rate}. */
export function botMessage(message, act) {
  const name = message.kind === "staff" ? message.author || texts.staff : texts.bot;
  const staff = message.kind === "staff" ? h("p", { class: "author" }, icon("person"), `${texts.staff} ${message.author}`.trim()) : null;
  const article = h(
    "article",
    { class: `message bot kind-${message.kind}`, "data-id": message.id },
    spoken(name, "h2"),
    h("div", { class: "bubble" }, staff, ...(message.kind === "staff" ? linked(message.text) : body(message, act)), ...(message.progress ? [] : [grounds(message, act), printedSources(message)])),
  );
  article.append(GROUNDED.has(message.kind) && message.id ? toolRow(message, article, act) : clock(message.at));
  return article;
}

// What staff write may name pages and telephones: both can be pressed.
const LINKED = /(https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]+[\w/#=&-])|((?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|1\d{4}|400-?\d{3}-?\d{4})(?!\d))/g;

function linked(text) {
  return paragraphs(text).map((line) => {
    const parts = [];
    let end = 0;
    for (const found of line.matchAll(LINKED)) {
      const [whole, address] = found;
      const href = address ?? `tel:${whole.replaceAll("-", "")}`;
      parts.push(line.slice(end, found.index), h("a", { href, ...(address && { target: "_blank", rel: "noopener noreferrer" }) }, whole));
      end = found.index + whole.length;
    }
    return h("p", {}, ...parts, line.slice(end));
  });
}

/** The buttons of what may be asked next. */
export const replyRow = (buttons, press, kind = "replies") =>
  h(
    "div",
    { class: kind, role: "group", "aria-label": texts.replies },
    buttons.map((button) => h("button", { type: "button", "data-passing": Boolean(button.run), onclick: () => press(button) }, button.title)),
  );

/** Dots while an answer is looked for; the words change when it takes long. */
export function typingIndicator() {
  const words = h("span", { class: "typing-words" }, texts.thinking);
  const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  return h("div", { class: "message bot typing" }, h("div", { class: "bubble" }, dots, words));
}

/** A calm line between messages, with what one can do about it. */
export const systemLine = (text, ...actions) => h("div", { class: "line" }, h("p", {}, text), ...actions);

// Large only where it answers: a sum was asked for, and the first line states it.
const askedFigures = (text) => (text.includes(texts.notRegulated) ? [] : keyFigures(text.split("\n")[0]));

function body(message, act) {
  if (message.assessment) return [assessmentCard(message, act)];
  if (message.profile.length) return [profileCard(message.profile, act)];
  const lines = besideCard(message).map(paragraph);
  if (message.progress) return asking(lines, progressCard(message.progress, grounds(message, act)));
  const [first, ...rest] = lines;
  const figures = message.ownAmount ? [{ lead: texts.ownAmount, value: message.ownAmount }] : message.aspect === "amount" ? askedFigures(message.text) : [];
  return [
    figures.length ? figureStrip(figures) : null,
    first,
    message.matches.length ? matchCards(message.matches, act) : null,
    ...rest,
    message.contactNotice ? contactForm(message.contactNotice) : null,
    message.checklist ? checklistButton() : null,
  ];
}

// The question comes last, next to the buttons that answer it.
function asking(lines, card) {
  const question = lines.pop();
  question?.classList.add("asked");
  return [...lines, card, question];
}

const paragraph = (line) =>
  h("p", {}, splitFigures(line).map((part) => (part.figure ? h("strong", { class: "figure" }, part.text) : part.text)));

// A second look at what the text says below, so screen readers are spared it.
const figureStrip = (figures) =>
  h("div", { class: "figures", "aria-hidden": "true" }, figures.map(({ lead, value }) => h("div", {}, h("span", {}, lead || "\u00a0"), h("b", {}, value))));

function grounds(message, act) {
  return [
    message.citations.length ? sources(message.citations, act) : null,
    // A text that names them all is not followed by the same names.
    message.departments.some((name) => !message.text.includes(name)) ? departments(message.departments) : null,
  ];
}

function sources(citations, act) {
  const unique = [...new Map(citations.map((c) => [`${c.url}|${c.quote}`, c])).values()];
  const chips = unique.map((citation) => h("li", {}, chip(citation, act)));
  const more = chips.splice(SHOWN_SOURCES);
  const rest = more.length ? h("details", { class: "more" }, h("summary", {}, texts.moreSources(more.length)), h("ul", { class: "chips" }, more)) : null;
  return h("div", { class: "sources" }, h("span", { class: "label" }, texts.source), h("ul", { class: "chips" }, chips), rest);
}

function chip(citation, act) {
  const label = [h("span", {}, citation.document), h("b", {}, clauseLabel(citation.clause)), citation.title ? h("span", { class: "chip-title" }, citation.title) : null];
  const open = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    act.openClause(citation);
  };
  return h("a", { class: "chip", href: pageAddress(citation.url), onclick: open, "aria-haspopup": "dialog" }, icon("quote"), h("span", { class: "chip-text" }, label));
}

function departments(names) {
  const shown = names.slice(0, SHOWN_DEPARTMENTS).join("、");
  const line = h("span", {}, names.length > SHOWN_DEPARTMENTS ? `${shown}……` : shown);
  const label = h("span", { class: "label" }, texts.departments);
  if (names.length <= SHOWN_DEPARTMENTS) return h("p", { class: "departments" }, label, line);
  const all = h("details", { class: "more" }, h("summary", {}, texts.allDepartments(names.length)), h("p", {}, names.join("、")));
  return h("div", { class: "departments" }, label, line, all);
}

// On paper the chips and the list of departments can't be opened, so everything stands there.
function printedSources(message) {
  if (!message.citations.length) return null;
  const items = message.citations.map((c) => h("li", {}, sourceText(c)));
  if (message.departments.length) items.push(h("li", {}, `${texts.departments}：${message.departments.join("、")}`));
  return h("div", { class: "on-paper" }, h("ul", {}, items), h("p", {}, texts.dateLine));
}

/** A citation as one line of text. */
export function sourceText(citation) {
  const place = `${citation.document}${clauseLabel(citation.clause)}${citation.title}`;
  return citation.quote ? `${place}：“${citation.quote}”` : place;
}

function toolRow(message, article, act) {
  const note = h("span", { class: "tool-note", role: "status" });
  const tool = (name, label, run) => h("button", { type: "button", class: `icon-button ${name}`, "aria-label": label, title: label, onclick: run }, icon(name));
  const thumbs = [true, false].map((helpful) => {
    const button = tool(helpful ? "up" : "down", helpful ? texts.helpful : texts.unhelpful, () => {
      thumbs.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      act.rate(message, helpful, row, note);
    });
    button.setAttribute("aria-pressed", "false");
    return button;
  });
  const row = h(
    "div",
    { class: "tool-row" },
    tool("copy", texts.copy, () => act.copy(message, note)),
    tool("share", texts.share, () => act.share(message, note)),
    tool("print", texts.print, () => act.print(article)),
    thumbs,
    clock(message.at),
    note,
  );
  return row;
}
