// The sheet that shows a clause with the sentence that the answer rests on.
import { h, icon, openDialog } from "./dom.js";
import { addressed, clauseLabel, paragraphs } from "./parse.js";
import { texts } from "./texts.js";
import { clause as fetchClause, pageAddress } from "./transport.js";

/** Open the sheet for a citation {document, clause, title, quote, url}. */
export async function openClause(dialog, citation) {
  fill(dialog, citation, [h("p", { class: "loading" }, texts.loading)]);
  openDialog(dialog);
  await load(dialog, citation);
}

async function load(dialog, citation) {
  const { document, clause } = addressed(citation.url);
  try {
    const found = await fetchClause(document, clause);
    fill(dialog, { ...citation, title: found.title || citation.title }, content(found, citation.quote));
    dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
  } catch {
    const retry = h("button", { type: "button", class: "link", onclick: () => load(dialog, citation) }, texts.retry);
    const quote = citation.quote ? h("blockquote", {}, h("mark", {}, citation.quote)) : null;
    fill(dialog, citation, [quote, h("p", { role: "status" }, texts.clauseFailed, retry)]);
  }
}

function fill(dialog, citation, children) {
  const closing = h("button", { class: "icon-button", "aria-label": texts.close }, icon("close"));
  const focused = dialog.contains(document.activeElement);
  dialog.replaceChildren(
    h(
      "form",
      { method: "dialog", class: "sheet-head" },
      h("h2", { id: "clause-title" }, h("span", { class: "where" }, citation.document), `${clauseLabel(citation.clause)}${citation.title}`),
      closing,
    ),
    h("div", { class: "sheet-body clause-body", tabindex: "0" }, children),
    h("p", { class: "sheet-foot" }, h("a", { class: "button", href: pageAddress(citation.url), target: "_blank", rel: "noopener" }, texts.openFull, icon("out"))),
  );
  if (focused) closing.focus();
}

function content(found, quote) {
  return [
    h("p", { class: "document-title" }, found.document_title),
    ...clauseText(found, quote),
    found.departments.length
      ? h("p", { class: "departments" }, h("span", { class: "label" }, texts.clauseDepartments), found.departments.join("、"), found.and_others ? texts.andOthers : "")
      : null,
    found.topics.length
      ? h("div", { class: "clause-topics" }, h("h3", {}, texts.clauseTopics), h("ul", {}, found.topics.map((t) => h("li", {}, h("strong", {}, t.name), h("p", {}, t.answer)))))
      : null,
    h("p", { class: "fine" }, dateLine(found)),
  ];
}

function clauseText(found, quote) {
  if (!found.text) return found.clause ? [h("p", { class: "fine" }, texts.noText)] : [];
  const place = quote ? found.text.indexOf(quote) : -1;
  if (place < 0) {
    const above = quote ? [h("blockquote", {}, h("mark", {}, quote))] : [];
    return [...above, ...paragraphs(found.text).map((line) => h("p", { class: "text" }, line))];
  }
  const marked = h("mark", { "aria-label": texts.quoted, role: "mark" }, quote);
  return [h("p", { class: "text" }, found.text.slice(0, place), marked, found.text.slice(place + quote.length))];
}

function dateLine(found) {
  const [year, month, day] = found.date.split("-").map(Number);
  const date = texts.date(year, month, day);
  return found.validity_note ? texts.clauseDate(date) : texts.lawDate(date);
}
