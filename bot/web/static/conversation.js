// The conversation on the page: sends, waits, shows, keeps in step with the server and other tabs.
import { openClause } from "./clause.js";
import { h } from "./dom.js";
import { parseMessage } from "./parse.js";
import { botMessage, replyRow, systemLine, typingIndicator, visitorMessage } from "./render.js";
import * as session from "./session.js";
import { texts } from "./texts.js";
import * as news from "./news.js";
import * as deeds from "./tools.js";
import { handedOverReplies, motion, nameOf, retryButton, tellHost, wait, wording } from "./conversation_parts.js";
import { Trouble, begin, forget, history, newMessageId, say as send, updates } from "./transport.js";

const SLOW_MILLISECONDS = 3000;
const POLL_HANDED_OVER = 1500;
const POLL_OTHERWISE = 15000;
const NEAR_THE_END = 200;

export class Conversation {
  #busy = false;
  #last = 0;
  #shown = new Set();
  #handedOver = false;
  ticket = null;
  #timer = 0;

  /** page: {log, welcome, announcer, field, clauseDialog, callButtons} */
  constructor(page) {
    this.page = page;
    this.act = {
      openClause: (citation) => openClause(page.clauseDialog, citation),
      say: (payload, shown, command) => this.say(payload, shown, command),
      ...deeds,
      rate: (message, helpful, row, note) => deeds.rate(message, helpful, row, note, (answer) => this.#registered(answer)),
    };
  }

  /** Show what was said before, then keep looking for what staff write. */
  async start() {
    await this.refresh();
    session.onOtherTab(() => this.#busy || this.refresh());
    document.addEventListener("visibilitychange", () => document.hidden || (this.looked(), this.#poll()));
    window.addEventListener("resize", () => this.looked());
    this.#poll();
  }

  /** Draw the conversation anew, as the server has it. */
  async refresh() {
    const token = session.token();
    if (!token) return this.#clear();
    try {
      const { session: renewed, messages, ticket } = await history(token);
      if (renewed !== token && token === session.token()) session.keepToken(renewed);
      this.#clear();
      this.#handOver(ticket);
      tellHost(ticket);
      messages.map(parseMessage).forEach((message) => this.#show(message));
      this.#offerReplies(messages.map(parseMessage).at(-1));
      if (messages.length) this.#toEnd();
    } catch (trouble) {
      if (trouble instanceof Trouble && trouble.kind === "expired") {
        session.keepToken(null);
        this.#clear();
        this.#line(texts.historyExpired);
      } else {
        this.page.welcome.hidden = true;
        const line = this.#line(texts.historyFailed, retryButton(() => line.remove() || this.refresh()));
      }
    }
  }

  /** Say something for the visitor; `shown` is what the page shows in its place, `command` what a button does. */
  async say(message, shown = message, command = null) {
    if (this.#busy) return this.announce(texts.stillThinking);
    this.#begin();
    const own = visitorMessage(shown);
    this.page.log.append(own);
    own.scrollIntoView({ block: "start", behavior: "instant" });
    await this.#deliver(message, own, command);
  }

  /** Forget the conversation here, on the server and in other tabs; true when it is gone. */
  async forget() {
    const token = session.token();
    if (token) {
      try {
        await forget(token);
      } catch (trouble) {
        if (trouble.kind !== "expired") {
          this.#line(texts.forgetFailed);
          this.announce(texts.forgetFailed);
          return false;
        }
      }
    }
    session.keepToken(null);
    session.tellTabs();
    this.#clear();
    this.#line(texts.forgotten);
    window.scrollTo({ top: 0, behavior: "instant" });
    this.announce(texts.forgotten);
    return true;
  }

  get busy() {
    return this.#busy;
  }

  announce(text) {
    this.page.announcer.textContent = "";
    // A text that is set anew is spoken even if it is the same as before.
    requestAnimationFrame(() => (this.page.announcer.textContent = text));
  }

  async #deliver(message, own, command) {
    this.#busy = true;
    own.querySelector(".undelivered")?.remove();
    own.classList.remove("unsent");
    const typing = typingIndicator();
    const slow = setTimeout(() => {
      typing.querySelector(".typing-words").textContent = texts.stillThinking;
      this.announce(texts.stillThinking);
    }, SLOW_MILLISECONDS);
    this.page.log.append(typing);
    this.#toEnd(typing);
    try {
      if (!session.token()) session.keepToken((await begin()).session);
      const answer = await send(session.token(), message, (own.dataset.messageId ??= newMessageId()), command);
      session.keepToken(answer.session);
      session.keepDraft("");
      typing.remove();
      if (answer.ticket) this.#handOver(answer.ticket);
      this.#receive(answer.messages.map(parseMessage), own);
      session.tellTabs();
    } catch (trouble) {
      typing.remove();
      this.#fail(trouble, message, own, command);
    } finally {
      clearTimeout(slow);
      this.#busy = false;
      // The words may have taken the matter back from staff.
      if (this.#handedOver) this.#poll();
    }
  }

  // Whoever reads above, or types, stays there; a page out of sight says it in its title.
  #tellOfNews(fresh) {
    const page = document.documentElement;
    const stays = this.page.field.value.trim() || innerHeight + scrollY < page.scrollHeight - NEAR_THE_END;
    this.#receive(fresh, null, Boolean(stays));
    if (document.hidden) news.count(fresh.length, fresh.at(-1).text);
    if (!stays || this.page.log.querySelector(".news-pill")) return;
    const target = [...this.page.log.querySelectorAll(".message.bot")].at(-fresh.length);
    const pill = h("button", { type: "button", class: "news-pill", onclick: () => pill.remove() || target?.scrollIntoView({ block: "start", behavior: motion() }) }, texts.newMessages);
    this.page.log.append(pill);
  }

  #receive(messages, own, stays = false) {
    const first = messages.map((message) => this.#show(message)).find(Boolean);
    this.#offerReplies(messages.at(-1));
    this.announce(messages.map((m) => texts.says(nameOf(m), m.text)).join(" "));
    // The question stays in sight above its answer, so the answer is read from its beginning.
    if (!stays) (own ?? first)?.scrollIntoView({ block: "start", behavior: motion() });
  }

  // What was wrong with an answer has become a ticket.
  #registered({ ticket, messages }) {
    this.#handOver(ticket);
    const [own, ...told] = messages.map(parseMessage);
    this.#receive(told, this.#show(own));
    session.tellTabs();
  }

  #fail(trouble, message, own, command) {
    if (trouble.kind === "expired") session.keepToken(null);
    const reason = wording(trouble);
    const retry = retryButton(() => this.#deliver(message, own, command));
    const words = h("p", {}, reason);
    const rewrite = h("button", { type: "button", class: "link", onclick: () => this.#takeBack(own, message) }, texts.rewrite);
    own.classList.add("unsent");
    own.append(h("div", { class: "undelivered", role: "alert" }, h("strong", {}, texts.sendFailed), words, retry, rewrite));
    if (trouble.kind === "limit") wait(trouble.wait, retry, words);
    if (trouble.kind === "offline") {
      window.addEventListener("online", () => (words.textContent = texts.errors.online), { once: true });
    }
    session.keepDraft(message);
    own.scrollIntoView({ block: "nearest", behavior: motion() });
  }

  #takeBack(own, message) {
    own.remove();
    this.page.field.value = message;
    this.page.field.dispatchEvent(new Event("input"));
    this.page.field.focus();
  }

  #begin() {
    this.page.log.querySelector(".news-pill")?.remove();
    this.page.welcome.hidden = true;
    this.#settleReplies();
  }

  // What was offered last stays with the message that offered it.
  #settleReplies() {
    const row = this.page.log.querySelector(".replies");
    if (!row) return;
    row.querySelectorAll("[data-passing]").forEach((button) => button.remove());
    row.className = "options";
    const offered = row.previousElementSibling;
    if (row.children.length && offered?.matches(".bot")) offered.append(row);
    else row.remove();
  }

  #press = (button) => (button.run ? button.run() : this.say(button.payload, button.title, button.command));

  #show(message) {
    if (message.id !== null) {
      if (this.#shown.has(message.id)) return null;
      this.#shown.add(message.id);
      this.#last = Math.max(this.#last, message.id);
    }
    this.page.welcome.hidden = true;
    const element = message.kind === "visitor" ? visitorMessage(message.text, message.at) : botMessage(message, this.act);
    if (message.kind !== "visitor" && message.buttons.length) element.append(replyRow(message.buttons, this.#press, "options"));
    this.page.log.append(element);
    if (message.kind === "staff") this.#noteSeen(message.id);
    return element;
  }

  // A reply that was drawn in a page nobody saw is still news; the widget's closed frame has no width.
  #noteSeen(id) {
    if (innerWidth && !document.hidden) return session.keepSeen(id);
    if (id > session.seen()) document.dispatchEvent(new Event("dianchuang:news"));
  }

  /** The page is looked at: whatever it shows has been seen. */
  looked() {
    const replies = [...this.page.log.querySelectorAll(".kind-staff")];
    if (replies.length && innerWidth) session.keepSeen(Number(replies.at(-1).dataset.id));
  }

  // The button in the bar says whether the matter is with staff; with a ticket news are looked for often.
  #handOver(ticket) {
    const handedOver = Boolean(ticket);
    this.ticket = ticket;
    if (handedOver === this.#handedOver) return;
    this.#handedOver = handedOver;
    for (const button of this.page.callButtons) {
      button.classList.toggle("done", handedOver);
      button.querySelector("span").textContent = handedOver ? texts.handedOverShort : texts.human;
      if (handedOver) button.setAttribute("aria-label", texts.handedOver(ticket));
      else button.removeAttribute("aria-label");
    }
    tellHost(ticket);
    if (handedOver && !session.keeps()) this.#line(texts.notKept);
    if (handedOver) this.#poll();
  }

  #offerReplies(message) {
    this.#settleReplies();
    if (!message || message.kind === "visitor") return;
    const own = ["handoff", "staff"].includes(message.kind) && this.#handedOver ? handedOverReplies(this) : [];
    // Whoever was handed over needs no offer of it.
    const offered = message.buttons.filter((b) => !(this.#handedOver && b.payload === texts.human));
    const buttons = [...own, ...offered];
    const element = this.page.log.lastElementChild;
    if (element?.dataset.id === String(message.id)) element.querySelector(":scope > .options")?.remove();
    if (buttons.length) this.page.log.append(replyRow(buttons, this.#press));
  }

  #clear() {
    this.page.log.replaceChildren();
    this.page.welcome.hidden = false;
    this.#shown.clear();
    this.#last = 0;
    this.#handOver(null);
  }

  #line(text, ...actions) {
    const line = systemLine(text, ...actions);
    this.page.log.append(line);
    return line;
  }

  #toEnd(element = this.page.log.lastElementChild) {
    element?.scrollIntoView({ block: "end", behavior: "instant" });
  }

  async #poll() {
    clearTimeout(this.#timer);
    await this.#lookForNews();
    clearTimeout(this.#timer);
    const pause = this.#handedOver && !document.hidden ? POLL_HANDED_OVER : POLL_OTHERWISE;
    this.#timer = setTimeout(() => this.#poll(), pause);
  }

  async #lookForNews() {
    const token = session.token();
    if (!token || this.#busy || !navigator.onLine) return;
    try {
      const { messages, ticket } = await updates(token, this.#last);
      if (token !== session.token() || this.#busy) return;
      this.#handOver(ticket);
      const fresh = messages.map(parseMessage).filter((message) => !this.#shown.has(message.id));
      if (!fresh.length) return;
      this.#tellOfNews(fresh);
      document.dispatchEvent(new Event("dianchuang:news"));
    } catch {
      // The next look comes in a moment; what is on the page stays.
    }
  }
}
