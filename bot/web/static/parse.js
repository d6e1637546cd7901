// What the server sends → what the page draws: whole, typed, and nothing unexpected let through.
const KINDS = new Set([
  "visitor", "answer", "eligibility", "match", "question", "clarify", "refusal", "handoff",
  "smalltalk", "staff", "error",
]);
const AUTHORS = new Set(["visitor", "bot", "staff"]);
const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?`;
const UNIT = "(?:个)?(?:%|％|万元|亿元|元|万人|次|倍|个月|个工作日|工作日|日内|日|天|年内|年)";
const FIGURE = new RegExp(`(?:${NUMBER}\\s*[—～~-]\\s*)?${NUMBER}\\s*${UNIT}`, "g");
// A year or a day of the calendar is a date, not an amount.
const DATE = /^(?:(?:19|20)\d{2}\s*年|\d{1,2}\s*日)$/;
const LEAD = /[^，。；、：“”（）\s]{0,9}$/;
const CONJUNCTION = /^(?:但|且|并|可以|可|的)/;
const MOST_FIGURES = 3;

/** A message of the API with every field present and of its type. */
export function parseMessage(raw) {
  const kind = KINDS.has(raw?.kind) ? raw.kind : "smalltalk";
  return {
    id: Number.isInteger(raw?.id) ? raw.id : null,
    kind,
    // The stored author tells who wrote; only a name beside it is a name.
    author: AUTHORS.has(raw?.author) ? "" : text(raw?.author),
    text: text(raw?.text),
    citations: list(raw?.citations).map(parseCitation),
    departments: list(raw?.departments).map(text),
    buttons: list(raw?.buttons).map((b) => ({ title: text(b?.title), payload: text(b?.payload), command: b?.command ?? null })),
    ticket: text(raw?.ticket),
    contactNotice: text(raw?.contact?.notice),
    ownAmount: text(raw?.own_amount),
    aspect: text(raw?.aspect),
    // What was said just now has no time of the server yet.
    at: Number.isNaN(Date.parse(raw?.created)) ? new Date() : new Date(raw.created),
    progress: raw?.progress ?? null,
    assessment: raw?.assessment ?? null,
    matches: list(raw?.matches),
    profile: list(raw?.profile),
    checklist: raw?.checklist ?? null,
  };
}

/** Lines of a text, empty ones left out. */
export const paragraphs = (value) => value.split("\n").map((line) => line.trim()).filter(Boolean);

/** [{text, figure}] of a line: amounts, shares, counts and periods apart from the words. */
export function splitFigures(line) {
  const parts = [];
  let end = 0;
  for (const found of line.matchAll(FIGURE)) {
    if (isDate(line, found)) continue;
    parts.push({ text: line.slice(end, found.index), figure: false });
    parts.push({ text: found[0], figure: true });
    end = found.index + found[0].length;
  }
  parts.push({ text: line.slice(end), figure: false });
  return parts.filter((part) => part.text);
}

/** The figures that people look for, each with the words before it: [{lead, value}]. */
export function keyFigures(value) {
  const figures = [];
  for (const found of value.matchAll(FIGURE)) {
    if (isDate(value, found)) continue;
    const lead = value.slice(0, found.index).match(LEAD)[0].replace(CONJUNCTION, "");
    if (!figures.some((known) => known.value === found[0])) figures.push({ lead, value: found[0] });
  }
  return figures.length <= MOST_FIGURES ? figures : [];
}

/** document and clause as the address of a citation holds them, whatever script is shown. */
export function addressed(url) {
  const parsed = new URL(url, location.origin);
  return {
    document: decodeURIComponent(parsed.pathname.split("/").pop()),
    clause: decodeURIComponent(parsed.hash.slice(1)),
  };
}

/** 四 → （四）; 第十九条 and 附件 stay. */
export const clauseLabel = (number) => (/^(第|附|（|$)/.test(number) ? number : `（${number}）`);

function isDate(line, found) {
  if (DATE.test(found[0])) return /(?:19|20)\d{2}/.test(found[0]) || line[found.index - 1] === "月";
  return line[found.index - 1] === "〔" || line[found.index - 1] === "第";
}

function parseCitation(raw) {
  const url = text(raw?.url);
  return {
    document: text(raw?.document),
    clause: text(raw?.clause),
    title: text(raw?.title),
    quote: text(raw?.quote),
    // Only pages of this site are opened.
    url: url.startsWith("/") && !url.startsWith("//") ? url : "/policy/",
  };
}

const text = (value) => (typeof value === "string" ? value : value === null || value === undefined ? "" : String(value));
const list = (value) => (Array.isArray(value) ? value : []);
