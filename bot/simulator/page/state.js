// What the page knows for the person chosen: who there is, their chats, the messages fetched, the taps
// that wait for an answer. Knows no element of the page and makes no call.

const EARLY_ANSWERS = 50;

/** A new state for a person; everything of the person before is left behind with the old one. */
export class State {
  constructor(me) {
    this.me = me;
    this.chats = [];
    this.threads = new Map();
    this.fresh = new Map();
    this.typing = new Map();
    this.waiting = new Map();
    this.taps = new Map();
    this.early = new Map();
    this.cameLive = new Set();
  }

  /** Messages of a chat that are to be seen, oldest first; null when they are not fetched yet. */
  messages(chat) {
    const thread = this.threads.get(chat);
    if (!thread) return null;
    return [...thread.values()].filter((m) => !m.deleted).sort((a, b) => a.id - b.id);
  }

  message(chat, id) {
    return this.threads.get(chat)?.get(id) ?? null;
  }

  chat(id) {
    return this.chats.find((c) => c.chat === id) ?? null;
  }

  /** Whose a message is, seen by the person: me, bot or other. */
  side(message) {
    if (message.from.bot) return 'bot';
    return message.from.id === this.me ? 'me' : 'other';
  }

  /** Begins a fetch of a chat; give what it returns to setMessages. */
  beginFetch(chat) {
    const mark = new Set();
    if (!this.fresh.has(chat)) this.fresh.set(chat, new Set());
    this.fresh.get(chat).add(mark);
    return mark;
  }

  /** Puts in what was fetched. What the stream said since beginFetch is newer and stays. */
  setMessages(chat, list, mark) {
    this.fresh.get(chat)?.delete(mark);
    const before = this.threads.get(chat);
    const thread = new Map(list.map((m) => [m.id, m]));
    for (const id of mark) {
      if (before?.has(id)) thread.set(id, before.get(id));
      else thread.delete(id);
    }
    this.threads.set(chat, thread);
  }

  abandonFetch(chat, mark) {
    this.fresh.get(chat)?.delete(mark);
  }

  /**
   * Takes in a new or changed message; one that is no newer than what is held changes nothing. Returns
   * whether it is new. A change settles the taps on its buttons; a new one by the bot ends its typing.
   */
  put(message) {
    const chat = message.chat;
    const held = this.message(chat, message.id);
    if (held && message.revision <= held.revision) return false;
    const marks = this.fresh.get(chat) ?? new Set();
    for (const mark of marks) mark.add(message.id);
    // A chat that nobody has opened stays unfetched: a part of it is not to be taken for the whole.
    if (marks.size && !this.threads.has(chat)) this.threads.set(chat, new Map());
    const thread = this.threads.get(chat);
    const known = thread?.has(message.id) ?? false;
    const entry = this.chat(chat);
    const isNew = !known && !(entry?.last && message.id <= entry.last.id);
    thread?.set(message.id, message);
    if (known) this.settleMessage(chat, message.id);
    if (message.from.bot && isNew) this.typing.delete(chat);
    if (entry && (!entry.last || message.id >= entry.last.id)) entry.last = message;
    return isNew;
  }

  /** Takes a message out; the chat list shows the one before it. */
  remove(chat, id) {
    for (const mark of this.fresh.get(chat) ?? []) mark.add(id);
    this.threads.get(chat)?.delete(id);
    this.settleMessage(chat, id);
    const entry = this.chat(chat);
    if (entry?.last?.id === id) entry.last = this.messages(chat)?.at(-1) ?? null;
  }

  static key(chat, message, data) {
    return JSON.stringify([chat, message, data]);
  }

  isWaiting(chat, message, data) {
    return this.waiting.has(State.key(chat, message, data));
  }

  /** A button is tapped. False when an earlier tap on it still waits. */
  beginTap(chat, message, data) {
    const key = State.key(chat, message, data);
    if (this.waiting.has(key)) return false;
    this.waiting.set(key, { chat, message });
    return true;
  }

  /** The tap got its id; returns the answer when it came before the id did, else null. */
  nameTap(chat, message, data, id) {
    this.taps.set(id, State.key(chat, message, data));
    const answer = this.early.get(id);
    if (!answer) return null;
    this.early.delete(id);
    return this.answerTap(answer) ? answer : null;
  }

  /** Settles the tap that an answer belongs to. False when its id is not known (yet). */
  answerTap(answer) {
    const key = this.taps.get(answer.tap);
    if (key === undefined) {
      this.early.set(answer.tap, answer);
      if (this.early.size > EARLY_ANSWERS) this.early.delete(this.early.keys().next().value);
      return false;
    }
    this.taps.delete(answer.tap);
    this.waiting.delete(key);
    return true;
  }

  endTap(chat, message, data) {
    return this.waiting.delete(State.key(chat, message, data));
  }

  settleMessage(chat, message) {
    for (const [key, tapped] of this.waiting) {
      if (tapped.chat === chat && tapped.message === message) this.waiting.delete(key);
    }
  }
}
