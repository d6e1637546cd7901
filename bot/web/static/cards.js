// Cards: how an eligibility check stands, its verdict, the policies that fit, what the visitor said.
import { h, icon, spoken } from "./dom.js";
import { clauseLabel, paragraphs, splitFigures } from "./parse.js";
import { texts } from "./texts.js";

const SIGN = { met: "check", failed: "cross", open: "question" };
const WEIGHT = { failed: 0, open: 1, met: 2 };
const stateOf = (state) => (SIGN[state] ? state : "open");

/**
 * {topic, conditions: [{text, state}]} while questions are being asked; `grounds` are elements. What is
 * asked stands out, so the conditions and their grounds are folded.
 */
export function progressCard(progress, grounds) {
  const conditions = progress.conditions ?? [];
  const done = conditions.filter((c) => stateOf(c.state) !== "open").length;
  const bar = h("progress", { max: conditions.length || 1, value: done, "aria-label": texts.progress(done, conditions.length) });
  return h(
    "section",
    { class: "card in-progress" },
    h("div", { class: "card-head" }, h("h3", {}, progress.topic ?? ""), h("span", { class: "count", "aria-hidden": "true" }, progress.asked ? texts.question(progress.asked, progress.most) : texts.progress(done, conditions.length))),
    bar,
    h("details", { class: "more" }, h("summary", {}, texts.conditions), conditionList(conditions), grounds),
  );
}

/** The verdict with its reasons: what decided it first. */
export function assessmentCard(message, act) {
  const result = message.assessment;
  const conditions = [...(result.conditions ?? [])].sort((a, b) => WEIGHT[stateOf(a.state)] - WEIGHT[stateOf(b.state)]);
  const [told, ...notes] = besideCard(message);
  const verdict = texts.verdict[result.verdict] ? result.verdict : "unknown";
  const sign = { yes: "check", no: "cross", unknown: "question" }[verdict];
  return h(
    "section",
    { class: `card verdict ${verdict}` },
    h(
      "div",
      { class: "card-head" },
      h("span", { class: "seal" }, icon(sign)),
      h("div", {}, h("h3", {}, texts.verdict[verdict]), h("p", { class: "topic" }, result.topic ?? "")),
    ),
    // The first line sums up what the head and the conditions show.
    conditions.length ? null : h("p", {}, told),
    result.amount ? amount(result.amount, texts.amount[verdict]) : null,
    conditionList(conditions, act),
    ...named(texts.missing, result.missing),
    ...named(texts.nearestChange, result.nearest_change ? [result.nearest_change] : []),
    ...named(texts.notRegulated, result.not_regulated),
    notes.length ? h("div", { class: "notes" }, notes.map((line) => h("p", {}, line))) : null,
  );
}

/** The policies that may fit a person. */
export function matchCards(matches, act) {
  const cards = matches.map((match) => {
    const verdict = match.verdict === "yes" ? "yes" : "unknown";
    return h(
      "li",
      { class: `match ${verdict}` },
      h("h3", {}, match.name ?? ""),
      h("span", { class: "badge" }, icon(verdict === "yes" ? "check" : "question"), texts.matchVerdict[verdict]),
      h("p", {}, splitFigures(match.gives ?? "").map((part) => (part.figure ? h("strong", { class: "figure" }, part.text) : part.text))),
      ...named(texts.missing, match.missing),
      h(
        "div",
        { class: "match-foot" },
        match.clause ? h("span", { class: "where" }, h("span", {}, match.document ?? ""), clauseLabel(String(match.clause))) : null,
        match.payload ? askButton(match, texts.matchAsk[verdict], act) : null,
      ),
    );
  });
  return h("ul", { class: "matches" }, cards);
}

const askButton = ({ name, payload, command }, title, act) =>
  h("button", { type: "button", class: "button", onclick: () => act.say(payload, `${title}：${name}`, command) }, title, spoken(`：${name}`));

/** What the visitor said of himself: seen, edited, printed, taken up again. */
export function profileCard(profile, act) {
  const rows = profile.map((entry) =>
    h(
      "div",
      { class: "profile-row" },
      h("dt", {}, entry.label ?? ""),
      h("dd", {}, String(entry.value ?? "")),
      h("dd", { class: "profile-edit" }, factButton(texts.edit, texts.editing, entry, entry.edit, act), factButton(texts.drop, texts.dropping, entry, entry.forget, act)),
    ),
  );
  const card = h(
    "section",
    { class: "card profile" },
    h("h3", {}, texts.profile),
    h("dl", {}, rows),
    h(
      "div",
      { class: "card-foot" },
      h("button", { type: "button", class: "button primary", onclick: () => act.say(texts.resume, texts.resume, { do: "go_on" }) }, texts.resume),
      h("button", { type: "button", class: "button", onclick: () => act.print(card.closest("article")) }, texts.printProfile),
    ),
  );
  return card;
}

/** The button that opens the checklist as a page. */
export const checklistButton = () => h("p", {}, h("button", { type: "submit", form: "checklist", class: "button primary" }, icon("list"), texts.openChecklist));

// A tap changes or drops one fact: it carries a command, for no sentence says which one as surely.
const factButton = (title, saying, { label }, command, act) =>
  command && h("button", { type: "button", class: "button", onclick: () => act.say(saying(label), saying(label), command) }, title, spoken(`：${label}`));

/** Lines of a message that its card does not show already; the text alone is whole for whoever has no card. */
export function besideCard(message) {
  const { assessment, matches } = message;
  const shown = [
    ...(assessment?.conditions ?? []).map((c) => c.text),
    ...(assessment?.not_regulated ?? []),
    assessment?.amount?.calculation,
    assessment?.nearest_change,
    ...matches.map((m) => m.line),
  ].filter(Boolean);
  const listed = /^(?:[✓✗?·]|\d+\.|金额：|如果符合：|要交：|文件没有规定：)/;
  const repeats = (line) => shown.some((text) => line === text || (listed.test(line) && line.includes(text)));
  return paragraphs(message.text).filter((line) => !repeats(line));
}

function conditionList(conditions, act) {
  if (!conditions.length) return null;
  return h(
    "ul",
    { class: "conditions" },
    conditions.map((condition) => {
      const state = stateOf(condition.state);
      return h(
        "li",
        { class: state },
        h("span", { class: "sign" }, icon(SIGN[state])),
        h("div", {}, h("span", { class: "state" }, texts.state[state]), h("span", {}, condition.text ?? ""), condition.given ? h("span", { class: "given" }, texts.given(condition.given)) : null, act && condition.quote ? sourceButton(condition, act) : null),
      );
    }),
  );
}

function sourceButton(condition, act) {
  const number = clauseLabel(String(condition.clause ?? ""));
  // An article says little without its law; the paper's own clauses are known by their number.
  const label = number.startsWith("第") ? `${condition.document} ${number}` : texts.source + number;
  const citation = {
    document: condition.document,
    clause: String(condition.clause ?? ""),
    title: "",
    quote: condition.quote,
    url: condition.url ?? `/policy/${encodeURIComponent(condition.document)}#${condition.clause}`,
  };
  return h("button", { type: "button", class: "link", "aria-haspopup": "dialog", onclick: () => act.openClause(citation) }, label);
}

const amount = ({ text, calculation }, label) =>
  h(
    "div",
    { class: "amount" },
    h("span", { class: "label" }, label),
    h("b", {}, text ?? ""),
    calculation ? h("p", {}, h("span", { class: "label" }, texts.calculation), calculation) : null,
  );

function named(title, items) {
  if (!items?.length) return [];
  return [h("div", { class: "named" }, h("span", { class: "label" }, title), h("ul", {}, items.map((item) => h("li", {}, item))))];
}
