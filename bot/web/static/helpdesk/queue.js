// The queue: what has newly come is announced and shown at a press; keys move a choice that is kept.
import { ask, every, keys, swap } from "./live.js";

const CHOSEN = "helpdesk.chosen";
const usual = document.title;
const news = document.getElementById("news");
const told = document.getElementById("told");
const rows = () => [...document.querySelectorAll(".ticket")];
const ticks = () => [...document.querySelectorAll(".tick")];
let arrived = [];
// Numbers of the tickets that are chosen for an act on several; drawn anew with the queue.
const ticked = new Set();
let waiting = null;

function choose(row) {
  rows().forEach((other) => other.classList.toggle("chosen", other === row));
  if (!row) return;
  sessionStorage.setItem(CHOSEN, row.id);
  row.querySelector(".ticket-link").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const present = all.findIndex((row) => row.classList.contains("chosen"));
  choose(all[Math.max(0, Math.min(all.length - 1, present + step))]);
}

// What was chosen stays so, whatever is drawn anew; focus follows only where it was.
function restore(focus) {
  const row = document.getElementById(sessionStorage.getItem(CHOSEN) ?? "");
  if (!row?.matches(".ticket")) return;
  if (focus) choose(row);
  else row.classList.add("chosen");
}

const busy = () => ticked.size || document.activeElement?.closest("input, select, .tickets") || scrollY > 200;

async function draw() {
  const address = new URL(location.href);
  address.searchParams.set("rows", "1");
  const focus = document.activeElement?.closest(".tickets") !== null;
  const fresh = await swap("queue", address);
  if (!fresh) return;
  for (const number of arrived) document.getElementById(number)?.classList.add("fresh");
  restore(focus);
  showTicks();
}

// What left the queue is no longer chosen: nobody acts on what they don't see.
function showTicks() {
  const present = new Set(ticks().map((tick) => tick.name));
  for (const number of [...ticked]) if (!present.has(number)) ticked.delete(number);
  for (const tick of ticks()) tick.checked = ticked.has(tick.name);
  const count = document.getElementById("count");
  if (!count) return;
  count.textContent = ticked.size ? `（${ticked.size}）` : "";
  const all = document.getElementById("all");
  all.hidden = false;
  all.textContent = ticked.size === present.size ? "都不选" : "全选";
}

function tick(number, on) {
  if (on) ticked.add(number);
  else ticked.delete(number);
  showTicks();
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".tick")) tick(event.target.name, event.target.checked);
});
document.addEventListener("click", (event) => {
  if (event.target.id !== "all") return;
  const on = ticked.size < ticks().length;
  ticks().forEach((one) => (on ? ticked.add(one.name) : ticked.delete(one.name)));
  showTicks();
});
// A page that the browser brings back shows the boxes as they were left.
for (const one of ticks()) if (one.checked) ticked.add(one.name);
showTicks();

function show() {
  news.hidden = true;
  waiting = null;
  document.title = usual;
  return draw();
}
news.addEventListener("click", async () => {
  await show();
  scrollTo({ top: 0 });
});

// Numbers of the tickets as the server has them now, without drawing them.
async function present() {
  const address = new URL(location.href);
  address.searchParams.set("rows", "1");
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { version: page.getElementById("queue").dataset.version, numbers: [...page.querySelectorAll(".ticket")].map((row) => row.id) };
}

every(1, async () => {
  const shown = document.getElementById("queue");
  const state = await ask("/helpdesk/version");
  if (!state || [shown.dataset.version, waiting].includes(String(state.version))) return;
  const before = new Set([...rows().map((row) => row.id), ...arrived]);
  const now = await present();
  if (!now) return;
  const fresh = now.numbers.filter((number) => !before.has(number));
  arrived.push(...fresh);
  if (fresh.length) told.textContent = `新到 ${fresh.length} 张工单`;
  const unseen = arrived.filter((number) => !document.getElementById(number));
  if (unseen.length && document.hidden) document.title = `(${unseen.length}) ${usual}`;
  // Whoever reads further down or is choosing isn't moved: a bar offers what has come.
  if (unseen.length && busy()) {
    waiting = now.version;
    news.textContent = `新到 ${unseen.length} 张，显示`;
    document.title = `(${unseen.length}) ${usual}`;
    news.hidden = false;
    return;
  }
  await draw();
});
document.addEventListener("visibilitychange", () => document.hidden || news.hidden === false || (document.title = usual));
restore(true);

keys({
  j: ["下一张", () => move(1)],
  k: ["上一张", () => move(-1)],
  x: ["选上或不选", () => document.querySelector(".ticket.chosen .tick")?.click()],
  b: ["一起处理选中的", () => ticked.size && document.getElementById("choice").requestSubmit()],
  Enter: ["打开选中的工单", () => document.querySelector(".ticket.chosen .ticket-link")?.click()],
  "/": ["搜索", () => document.querySelector('input[name="text"]').focus()],
});
