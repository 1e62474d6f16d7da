// The conversation on the right: which messages are drawn, under which day, and where the reader stands
// in them.

import { arrange, el } from './dom.js';
import { measureFolds } from './entities.js';
import { renderMessage } from './message.js';
import { count, day } from './words.js';

const PAGE = 200;
const RUN_MS = 10 * 60 * 1000;
const NEAR_PX = 48;
const REST_MS = 1200;

const log = document.getElementById('log');
const column = document.getElementById('column');
const down = document.getElementById('down');
const downCount = document.getElementById('down-count');

export class Thread {
  /** on: {tap(message, button), command(text), vote(message, indices), menu(message, event), seen(), redraw(), person(id)}. */
  constructor(on) {
    this.on = on;
    this.open = new Set();
    this.drafts = new Map();
    this.idle = 0;
    this.earlier = el('div', { class: 'note' },
      el('button', { type: 'button', class: 'plain', data: { testid: 'earlier' }, on: { click: () => this.showEarlier() } }, 'Xem tin cũ hơn'));
    this.reset();
    log.addEventListener('scroll', () => this.scrolled(), { passive: true });
    down.addEventListener('click', () => this.toEnd(true));
    // A keyboard that comes up, a picture that loads, a quotation that opens: who read the end reads on there.
    const watch = new ResizeObserver(() => {
      this.noticeLeaving();
      if (this.stuck) this.toEnd();
    });
    watch.observe(log);
    watch.observe(column);
    let width = 0;
    new ResizeObserver(() => {
      if (column.clientWidth === width) return;
      width = column.clientWidth;
      measureFolds(column);
    }).observe(column);
  }

  /** Forgets the chat shown; the next draw begins at its end. */
  reset() {
    this.drawn = new Map();
    this.days = new Map();
    this.hidden = 0;
    this.missed = 0;
    this.stuck = true;
    this.top = 0;
    column.replaceChildren();
    this.badge();
  }

  /** Draws the messages of a chat; null: still being fetched. Untouched ones keep their elements. */
  draw(state, chat, messages) {
    this.noticeLeaving();
    if (messages === null) {
      column.replaceChildren(el('p', { class: 'note' }, 'Đang tải tin nhắn…'));
      return;
    }
    if (messages.length === 0) {
      column.replaceChildren(el('p', { class: 'note' }, 'Chưa có tin nhắn nào. Đồng chí bấm “Bắt đầu”, hoặc gõ câu hỏi vào ô bên dưới.'));
      return;
    }
    // Who reads further up keeps the beginning that is drawn; at the end the last page is enough.
    this.hidden = this.stuck ? Math.max(0, messages.length - PAGE) : Math.min(this.hidden, messages.length - 1);
    const list = messages.slice(this.hidden);
    const held = this.heldFocus();
    const drawn = new Map();
    const sections = [];
    if (this.hidden > 0) sections.push({ node: this.earlier });
    let section = null;
    list.forEach((message, i) => {
      const label = day(message.at);
      if (label !== section?.label) {
        section = { label, nodes: [] };
        sections.push(section);
      }
      const view = this.view(state, chat, message, list[i - 1], list[i + 1]);
      const mark = JSON.stringify([message, view.first, view.last, view.replied, message.buttons?.flat().map((b) => view.isWaiting(b.data))]);
      const before = this.drawn.get(message.id);
      const node = before?.mark === mark ? before.node : renderMessage(message, view, this.handlers(message));
      drawn.set(message.id, { node, mark });
      section.nodes.push(node);
    });
    this.drawn = drawn;
    this.arrange(sections);
    measureFolds(column);
    this.giveFocus(held);
    if (this.stuck) this.toEnd();
  }

  view(state, chat, message, previous, next) {
    const run = (a, b) => a && b && a.from.id === b.from.id && b.at - a.at < RUN_MS && day(a.at) === day(b.at);
    const key = (index) => `${chat}/${message.id}/${index}`;
    if (!this.drafts.has(key(''))) this.drafts.set(key(''), new Set());
    const person = this.on.person(message.from.id);
    const reply = typeof message.reply_to === 'object' ? message.reply_to?.id : message.reply_to;
    return {
      side: state.side(message),
      colour: person?.color ?? '',
      first: !run(previous, message),
      last: !run(message, next),
      replied: reply ? state.message(chat, reply) : null,
      isWaiting: (data) => data !== undefined && state.isWaiting(chat, message.id, data),
      isOpen: (index) => this.open.has(key(index)),
      draft: this.drafts.get(key('')),
    };
  }

  handlers(message) {
    const key = (index) => `${message.chat}/${message.id}/${index}`;
    return {
      tap: (button) => this.on.tap(message, button),
      command: (text) => this.on.command(text),
      vote: (indices) => this.on.vote(message, indices),
      menu: (event) => this.on.menu(message, event),
      show: (other) => this.show(other.id),
      toggle: (index, open) => {
        // The reader who opens a quotation wants its beginning, not the end of the chat.
        this.stuck = false;
        if (open) this.open.add(key(index));
        else this.open.delete(key(index));
        requestAnimationFrame(() => {
          measureFolds(column);
          this.scrolled();
        });
      },
    };
  }

  showEarlier() {
    const fromEnd = log.scrollHeight - log.scrollTop;
    this.stuck = false;
    this.hidden = Math.max(0, this.hidden - PAGE);
    this.on.redraw();
    log.scrollTop = log.scrollHeight - fromEnd;
  }

  arrange(sections) {
    const days = new Map();
    const nodes = sections.map((section) => {
      if (section.node) return section.node;
      const known = this.days.get(section.label);
      const box = known ?? el('section', { class: 'day', 'aria-label': section.label }, el('h2', { class: 'day-label' }, section.label));
      days.set(section.label, box);
      arrange(box, [box.firstChild, ...section.nodes]);
      return box;
    });
    this.days = days;
    arrange(column, nodes);
  }

  /** A new message came. One's own brings the end into view; another's is counted when the end is not in view. */
  arrived(own) {
    if (own) this.stuck = true;
    if (this.stuck) return;
    this.missed += 1;
    this.badge();
  }

  toEnd(smooth = false) {
    this.stuck = true;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    log.scrollTo({ top: log.scrollHeight, behavior: smooth && !calm ? 'smooth' : 'instant' });
    this.top = log.scrollTop;
    this.missed = 0;
    this.badge();
  }

  // The browser tells of a scroll a frame later; until then the position itself says that the reader left.
  noticeLeaving() {
    if (this.stuck && log.scrollTop < this.top - 2 && log.scrollHeight - log.scrollTop - log.clientHeight >= NEAR_PX) this.stuck = false;
  }

  scrolled() {
    this.top = log.scrollTop;
    this.restDays();
    const left = log.scrollHeight - log.scrollTop - log.clientHeight;
    this.stuck = left < NEAR_PX;
    if (this.stuck && this.missed > 0) {
      this.missed = 0;
      this.on.seen();
    }
    this.badge();
  }

  // The day floats over the messages while they move; at rest it would cover what is being read.
  restDays() {
    const labels = () => column.querySelectorAll('.day-label');
    for (const label of labels()) label.classList.remove('idle');
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      const top = log.getBoundingClientRect().top;
      for (const label of labels()) label.classList.toggle('idle', label.parentElement.getBoundingClientRect().top < top - 8);
    }, REST_MS);
  }

  badge() {
    down.hidden = this.stuck;
    downCount.hidden = this.missed === 0;
    downCount.textContent = count(this.missed);
    down.setAttribute('aria-label', this.missed ? `Xuống tin mới nhất, ${this.missed} tin chưa đọc` : 'Xuống tin mới nhất');
  }

  show(id) {
    const node = this.drawn.get(id)?.node;
    if (!node) return;
    this.stuck = false;
    node.scrollIntoView({ block: 'center' });
    node.classList.add('pointed');
    setTimeout(() => node.classList.remove('pointed'), 1500);
  }

  // A message that changes gets a new element; the keyboard stays on the same button of it.
  heldFocus() {
    const active = document.activeElement;
    const message = column.contains(active) ? active.closest('.message') : null;
    if (!message) return null;
    return { active, id: Number(message.dataset.id), label: active.dataset.label ?? '', place: focusable(message).indexOf(active) };
  }

  giveFocus(held) {
    if (!held || held.active.isConnected) return;
    const node = this.drawn.get(held.id)?.node;
    const list = node ? focusable(node) : [];
    const to = list.find((n) => held.label && n.dataset.label === held.label) ?? list[Math.min(held.place, list.length - 1)] ?? log;
    to.focus({ preventScroll: true });
  }
}

const focusable = (node) => [...node.querySelectorAll('button, a')];
