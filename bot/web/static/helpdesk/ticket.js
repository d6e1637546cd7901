// A ticket: others at it are shown, the conversation stays current, no word is lost.
import { attachCanned } from "./canned.js";
import { ask, csrf, every, keys, post, swap } from "./live.js";
import { attachParts } from "./parts.js";

const number = document.querySelector("main").dataset.ticket;
const at = `/helpdesk/tickets/${number}`;
const form = document.getElementById("reply");
const text = form?.elements.text;
const kept = `draft-${number}`;
const ended = document.getElementById("ended");
let typed = 0;
let sending = false;

if (text) {
  const draft = sessionStorage.getItem(kept);
  if (draft && !document.querySelector(".problem:not([hidden])")) text.value = draft;
  text.addEventListener("input", () => {
    typed = Date.now();
    sessionStorage.setItem(kept, text.value);
  });
  const parts = document.getElementById("parts");
  if (parts) attachParts(parts, text);
  attachCanned(text, document.getElementById("canned"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.submitter ?? form.querySelector(".main"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    if (text.value.trim()) send(event.shiftKey ? form.querySelector("[data-also]") ?? form.querySelector(".main") : form.querySelector(".main"));
  });
  const copy = document.getElementById("copy");
  if (copy) {
    copy.hidden = false;
    copy.addEventListener("click", () => navigator.clipboard.writeText(text.value));
  }
}

// The draft goes when the server has what was written, not before.
async function send(button) {
  if (sending) return;
  if (!form.reportValidity()) return;
  sending = true;
  sessionStorage.setItem(kept, text.value);
  const fields = Object.fromEntries(new FormData(form));
  if (button.name) fields[button.name] = button.value;
  if (button.dataset.also) fields[button.dataset.also] = "1";
  try {
    const { status, said } = await post(`${at}/reply`, fields, at);
    if (status === 200) {
      sessionStorage.removeItem(kept);
      location.assign(said.next);
      return;
    }
    if (status === 401) tellSignedOut();
    else tellUnsent(said.error?.message ?? "服务暂时有问题，请过一会儿再发。", button);
    // Whoever has seen what a colleague sent may send all the same: at the second press.
    const fresh = status === 409 ? await refresh() : null;
    if (fresh) form.elements.seen.value = fresh.dataset.lastReply;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    tellUnsent(navigator.onLine ? "连不上服务。" : "网络断开了。", button);
  }
  sending = false;
}

function tellUnsent(reason, button) {
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "重试";
  again.addEventListener("click", () => send(button));
  show("没有送到：", reason, reason.includes("您写的") ? " " : " 您写的还在。 ", again);
}

function tellSignedOut() {
  const link = document.createElement("a");
  link.href = `/helpdesk/login?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "重新登录";
  show("没有送到：登录过期了。您写的还在，", link, "后再发。");
}

function show(...parts) {
  const box = document.getElementById("unsent") ?? ended;
  box.replaceChildren(...parts);
  box.hidden = false;
}

// The newest words are the ones to answer.
function showNewest() {
  const said = document.querySelector("#thread .said");
  said.scrollTop = said.scrollHeight;
}
showNewest();

async function refresh() {
  const fresh = await swap(["thread", "heading"], `${at}?thread=1`);
  if (fresh) showNewest();
  return fresh;
}

every(1.5, async () => {
  const answering = Date.now() - typed < 10_000;
  const options = { method: "POST", headers: { Accept: "application/json", "X-CSRF-Token": csrf } };
  const news = await ask(`${at}/presence?answering=${answering}`, options, tellSignedOut);
  if (!news) return;
  const who = news.others.map((other) => `${other.staff} 正在${other.answering ? "写回复" : "看这张工单"}`);
  const thread = document.getElementById("thread");
  // What is sent must be compared with what the writer saw: the field keeps its value, the warning says why.
  if (form && news.last_reply > Number(form.elements.seen.value)) who.push("有人刚刚回复了，请先看过再发");
  document.getElementById("presence").textContent = who.join("；");
  if (form && news.ended) {
    ended.textContent = `${news.ended}。${text.value.trim() ? "您写的还在，但送不到了。" : ""}`;
    ended.hidden = false;
  }
  if (String(news.version) === thread.dataset.version) return;
  const fresh = await refresh();
  // Triage has read the ticket meanwhile: its draft and its clauses stand outside the thread.
  const untouched = !typed && document.activeElement === document.body;
  if (fresh && fresh.dataset.assessed !== thread.dataset.assessed && untouched) location.reload();
});

const follow = (id) => document.getElementById(id)?.click();
keys({
  r: ["写回复", () => text?.focus()],
  "Ctrl+Enter": ["发送", () => {}],
  "Ctrl+Shift+Enter": ["发送、办结，看下一张", () => {}],
  "/": ["在回复里：找常用回复", () => text?.focus()],
  a: ["我来处理", () => follow("take")],
  n: ["下一张", () => follow("next")],
  u: ["回到工单列表", () => follow("back")],
});
