// The way to the server and back. Every failure becomes a Trouble with a kind that the page can word.
const WAIT_MILLISECONDS = 15000;
const lang = new URLSearchParams(location.search).get("lang");

export class Trouble extends Error {
  /** kind: offline | slow | down | limit | expired | refused; wait in seconds; reason in Chinese. */
  constructor(kind, { wait = 0, reason = "" } = {}) {
    super(kind);
    this.kind = kind;
    this.wait = wait;
    this.reason = reason;
  }
}

/** A session before the first message: what is sent again is known again within its session only. */
export const begin = () => call("/api/chat/session", { method: "POST" });
/** `command` is what a pressed button carried. `id` is the message's own: sent again with it, it is answered once. */
export const say = (session, message, id, command) =>
  call("/api/chat", { method: "POST", body: { session, message, message_id: id, ...(command && { command }) } });
/** 128 random bits; crypto.randomUUID is there on https only. */
export const newMessageId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
// The token goes in a header: addresses stand in logs.
const MINE = "/api/chat/mine";
export const history = (session) => call(MINE, { session });
export const updates = (session, after) => call(`${MINE}/updates`, { session, query: { after } });
export const rate = (session, body) => call(`${MINE}/feedback`, { session, method: "POST", body });
export const leaveContact = (session, body) => call(`${MINE}/contact`, { session, method: "POST", body });
export const forget = (session) => call(MINE, { session, method: "DELETE" });
export const suggest = (q, signal) => call("/api/suggest", { query: { q }, signal });
export const clause = (document, number) => call("/api/clause", { query: { document, clause: number } });

/** Address of a page in the script (Simplified, Traditional) that this page is shown in. */
export function pageAddress(path) {
  const url = new URL(path, location.origin);
  if (lang) url.searchParams.set("lang", lang);
  return url.pathname + url.search + url.hash;
}

async function call(path, { method = "GET", body, query = {}, session, signal } = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (lang) url.searchParams.set("lang", lang);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), WAIT_MILLISECONDS);
  signal?.addEventListener("abort", () => patience.abort());
  try {
    const response = await fetch(url, {
      method,
      signal: patience.signal,
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(session && { "X-Chat-Session": session }),
      },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json().catch(() => null);
    if (!response.ok || answer === null) throw troubleOf(response, answer);
    return answer;
  } catch (error) {
    if (error instanceof Trouble || signal?.aborted) throw error;
    if (error.name === "AbortError") throw new Trouble("slow");
    throw new Trouble(navigator.onLine ? "down" : "offline");
  } finally {
    clearTimeout(timer);
  }
}

function troubleOf(response, answer) {
  const reason = answer?.error?.message ?? "";
  if (response.status === 429) {
    return new Trouble("limit", { wait: Number(response.headers.get("Retry-After")) || 10, reason });
  }
  if (response.status === 401 || response.status === 403) return new Trouble("expired", { reason });
  if (response.status >= 500) return new Trouble("down", { reason });
  return new Trouble("refused", { reason });
}
