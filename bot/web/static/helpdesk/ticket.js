// A ticket: others at it are shown, the conversation stays current, a draft survives a closed page.
import { ask, csrf, every, keys, swap } from "./live.js";

const number = document.querySelector("main").dataset.ticket;
const at = `/helpdesk/tickets/${number}`;
const form = document.getElementById("reply");
const text = form?.elements.text;
const kept = `draft-${number}`;
let typed = 0;

if (text) {
  const draft = sessionStorage.getItem(kept);
  if (draft && !document.querySelector(".problem")) text.value = draft;
  text.addEventListener("input", () => {
    typed = Date.now();
    sessionStorage.setItem(kept, text.value);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector(".main"));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(kept));
  document.getElementById("canned").addEventListener("change", (event) => {
    text.setRangeText(event.target.value, text.selectionStart, text.selectionEnd, "end");
    event.target.value = "";
    text.focus();
    text.dispatchEvent(new Event("input"));
  });
}

// The newest words are the ones to answer.
function showNewest() {
  const said = document.querySelector("#thread .said");
  said.scrollTop = said.scrollHeight;
}
showNewest();

every(2, async () => {
  const answering = Date.now() - typed < 10_000;
  const address = `${at}/presence?answering=${answering}`;
  const news = await ask(address, { method: "POST", headers: { Accept: "application/json", "X-CSRF-Token": csrf } });
  if (!news) return;
  const who = news.others.map((other) => `${other.staff} 正在${other.answering ? "写回复" : "看这张工单"}`);
  const thread = document.getElementById("thread");
  // What is sent must be compared with what the writer saw: the field keeps its value, the warning says why.
  if (form && news.last_reply > Number(form.elements.seen.value)) who.push("有人刚刚回复了，请先看过再发");
  document.getElementById("presence").textContent = who.join("；");
  if (String(news.version) === thread.dataset.version) return;
  const fresh = await swap("thread", `${at}?thread=1`);
  if (fresh) showNewest();
  // Triage has read the ticket meanwhile: its draft and its clauses stand outside the thread.
  const untouched = !typed && document.activeElement === document.body;
  if (fresh && fresh.dataset.assessed !== thread.dataset.assessed && untouched) location.reload();
});

keys({
  r: () => text?.focus(),
  a: () => document.getElementById("take")?.click(),
  u: () => location.assign("/helpdesk"),
});
