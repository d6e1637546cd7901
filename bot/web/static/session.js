// What this browser keeps: the token of the conversation and a draft. Tells other tabs of changes.
const TOKEN = "dianchuang.session";
const SEEN = "dianchuang.seen";
const DRAFT = "dianchuang.draft";
const memory = new Map();

const read = (storage, key) => {
  try {
    return storage().getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
};
const write = (storage, key, value) => {
  memory.set(key, value);
  try {
    if (value === null || value === "") storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Storage is switched off or full: this tab's memory has it.
  }
};
const local = () => localStorage;
const tab = () => sessionStorage;

/** Whether this browser keeps anything at all: in some frames and private windows it doesn't. */
export function keeps() {
  try {
    localStorage.setItem("dianchuang.try", "1");
    localStorage.removeItem("dianchuang.try");
    return true;
  } catch {
    return false;
  }
}

export const token = () => read(local, TOKEN) || null;
export const draft = () => read(tab, DRAFT) || "";
export const keepDraft = (text) => write(tab, DRAFT, text);
/** Id of the last message of staff that was on a screen. */
export const seen = () => Number(read(local, SEEN) || 0);
export const keepSeen = (id) => id > seen() && write(local, SEEN, String(id));
export const keepToken = (value) => write(local, TOKEN, value);

const channel = "BroadcastChannel" in window ? new BroadcastChannel("dianchuang") : null;

/** Tell the other tabs of this visitor that the conversation changed. */
export const tellTabs = () => channel?.postMessage("changed");

/** Call back when another tab changed the conversation. */
export function onOtherTab(callback) {
  channel?.addEventListener("message", callback);
  window.addEventListener("storage", (event) => {
    if (event.key === TOKEN) callback();
  });
}
