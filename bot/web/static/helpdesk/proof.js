// While a provision is written its figures are proved against the text, and what lacks is said beneath the field.

import { post } from "./live.js";

const PAUSE = 400;
const form = document.querySelector("[data-proof]");
const summary = form.querySelector("[role=status]");
let timer;
let asked = 0;

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(prove, PAUSE);
});

async function prove() {
  asked += 1;
  const mine = asked;
  let answer;
  try {
    answer = await post(form.dataset.proof, new FormData(form), location.pathname);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // the network is away: saving proves them
    return;
  }
  // Of two answers the one to what was typed last counts.
  if (mine !== asked || answer.status !== 200) return;
  const { wrong, proved } = answer.said;
  for (const place of places()) tell(place, wrong[place.name] ?? "", proved.includes(place.name));
  const faults = Object.keys(wrong).length;
  summary.textContent = faults ? `有${faults}处对不上原文，见红字。` : proved.length ? "写到的数字都在原文里。" : "";
}

// Each field with where its complaint stands; the quotes are told of as a whole.
function places() {
  const fields = [...form.elements].filter((field) => field.closest("label") && !field.name.startsWith("quote_"));
  const named = fields.map((field) => ({ name: field.name, field, home: field.closest("label") }));
  const quotes = form.querySelector("[name=quote_0]")?.closest("fieldset");
  return quotes ? [...named, { name: "quotes", field: quotes, home: quotes }] : named;
}

function tell({ name, field, home }, wrong, proved) {
  home.querySelector(".proof")?.remove();
  // What was wrong when it was saved holds no longer than until it is changed.
  if (wrong || proved) home.querySelector(".wrong")?.remove();
  field.toggleAttribute("aria-invalid", false);
  if (!wrong && !proved) return;
  const said = document.createElement("span");
  said.className = wrong ? "wrong proof" : "proof";
  said.id = `proof-${name}`;
  said.textContent = wrong || "✓ 原文里有";
  home.append(said);
  field.setAttribute("aria-describedby", said.id);
  if (wrong) field.setAttribute("aria-invalid", "true");
}
