// The queue: new tickets appear on their own; j, k, Enter and / work.
import { ask, every, keys, swap } from "./live.js";

const numbers = () => [...document.querySelectorAll(".ticket-link")].map((link) => link.textContent);
let chosen = -1;

function choose(step) {
  const rows = [...document.querySelectorAll(".tickets tbody tr")];
  chosen = Math.max(0, Math.min(rows.length - 1, chosen + step));
  rows.forEach((row, position) => row.classList.toggle("chosen", position === chosen));
  rows[chosen]?.scrollIntoView({ block: "nearest" });
}

every(1, async () => {
  const present = document.getElementById("queue");
  const news = await ask("/helpdesk/version");
  if (!news || String(news.version) === present.dataset.version) return;
  const before = new Set(numbers());
  const address = new URL(location.href);
  address.searchParams.set("rows", "1");
  const fresh = await swap("queue", address);
  if (!fresh) return;
  const arrived = [...fresh.querySelectorAll(".ticket-link")].filter((link) => !before.has(link.textContent));
  arrived.forEach((link) => link.closest("tr").classList.add("fresh"));
  if (arrived.length) document.getElementById("news").textContent = `新到 ${arrived.length} 张工单`;
});

keys({
  j: () => choose(1),
  k: () => choose(-1),
  Enter: () => document.querySelector(".tickets tr.chosen .ticket-link")?.click(),
  "/": () => document.querySelector('input[name="text"]').focus(),
});
