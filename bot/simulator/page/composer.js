// The row at the bottom: typing, editing, commands, attachments. Decides when something may be sent;
// the sending is the caller's.

import { el, icon } from './dom.js';
import { closePopup, isOpen, openPopup } from './popup.js';
import { fileKind, preview } from './words.js';

const byId = (id) => document.getElementById(id);
const area = byId('composer');
const sendButton = byId('send');
const menuButton = byId('menu');
const commandBox = byId('commands');
const attachButton = byId('attach');
const attachBox = byId('attach-popup');
const aboutBox = byId('about');

// The page tells the simulator a kind, a name and a size; there is no file behind them.
const SAMPLES = [
  { kind: 'photo', name: 'anh-chup.jpg', size: 245760 },
  { kind: 'voice', name: 'ghi-am.ogg', size: 98304 },
  { kind: 'document', name: 'tai-lieu.docx', size: 53248 },
  { kind: 'sticker', name: 'nhan-dan.webp', size: 20480 },
];

export class Composer {
  /**
   * on: {send(text, answered), edit(message, text), attach(file), lastOwn(), lastOther()}. send and edit
   * resolve to whether it was taken; what was not taken comes back into an empty field.
   */
  constructor(on) {
    this.on = on;
    this.commands = [];
    this.editing = null;
    this.answering = null;
    this.active = -1;
    this.drafts = new Map();
    this.key = '';
    area.addEventListener('input', () => this.changed());
    area.addEventListener('keydown', (event) => this.pressed(event));
    sendButton.addEventListener('click', () => this.submit());
    // The keyboard of a telephone stays up only while the field keeps the focus.
    sendButton.addEventListener('pointerdown', (event) => event.preventDefault());
    menuButton.addEventListener('click', () => (isOpen(commandBox) ? closePopup(commandBox) : this.showCommands('', true)));
    byId('about-cancel').addEventListener('click', () => this.leave());
    attachButton.addEventListener('click', () => (isOpen(attachBox) ? closePopup(attachBox) : openPopup(attachBox, { opener: attachButton, focus: true })));
    attachBox.append(...SAMPLES.map((file) => el('button', {
      type: 'button', role: 'menuitem', data: { testid: `attach-${file.kind}` },
      on: { click: () => { closePopup(attachBox); on.attach(file); } },
    }, icon(file.kind), el('span', {}, fileKind(file.kind)))),
    el('p', { class: 'popup-note' }, 'Chỉ gửi loại và tên tệp mẫu.'));
  }

  setCommands(commands) {
    this.commands = commands ?? [];
    menuButton.hidden = this.commands.length === 0;
    if (isOpen(commandBox)) closePopup(commandBox);
  }

  /** Turns to another conversation; what was being typed in each is kept while the page is open. */
  turnTo(key) {
    if (key === this.key) return;
    if (!this.editing) this.drafts.set(this.key, area.value);
    this.clear();
    this.key = key;
    this.set(this.drafts.get(key) ?? '');
  }

  focus() {
    area.focus({ preventScroll: true });
  }

  set(text) {
    area.value = text;
    this.changed();
  }

  /** What is typed next replaces the text of one's own message. */
  startEditing(message) {
    if (!this.editing) this.drafts.set(this.key, area.value);
    this.clear();
    this.editing = message;
    this.show('pen', 'Sửa tin nhắn', message);
    this.set(message.text);
    this.focus();
  }

  /** What is typed next answers the message. */
  startAnswer(message) {
    if (this.editing) this.leave();
    this.answering = message;
    this.show('reply', `Trả lời ${message.from.name}`, message);
    this.focus();
  }

  show(symbol, title, message) {
    byId('about-icon').setAttribute('href', `#i-${symbol}`);
    byId('about-title').textContent = title;
    byId('about-text').textContent = preview(message);
    aboutBox.hidden = false;
  }

  leave() {
    const wasEditing = this.editing !== null;
    this.clear();
    if (wasEditing) this.set(this.drafts.get(this.key) ?? '');
    this.focus();
  }

  clear() {
    this.editing = null;
    this.answering = null;
    aboutBox.hidden = true;
  }

  changed() {
    const text = area.value;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
    sendButton.disabled = text.trim() === '';
    byId('bar').classList.toggle('filled', text !== '');
    if (/^\/[a-z0-9_]*$/.test(text) && !this.editing) this.showCommands(text.slice(1), false);
    else closePopup(commandBox);
  }

  showCommands(prefix, focus) {
    const list = this.commands.filter((c) => c.command.startsWith(prefix));
    this.active = -1;
    if (list.length === 0) {
      closePopup(commandBox);
      return;
    }
    commandBox.replaceChildren(...list.map((c, i) => el('button', {
      type: 'button', role: 'option', id: `command-${i}`, 'aria-selected': 'false', data: { testid: `command-${c.command}`, command: c.command },
      on: { click: () => this.pick(c.command) },
    }, el('b', {}, `/${c.command}`), el('span', {}, c.description))));
    openPopup(commandBox, { opener: focus ? menuButton : area, focus, closed: () => area.removeAttribute('aria-activedescendant') });
  }

  async pick(command) {
    closePopup(commandBox);
    if (area.value.startsWith('/')) this.set('');
    await this.on.send(`/${command}`);
  }

  pressed(event) {
    // Enter that ends a Telex or VNI syllable belongs to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    const listed = isOpen(commandBox) ? [...commandBox.querySelectorAll('button')] : [];
    if (listed.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      this.highlight(listed, event.key === 'ArrowDown' ? this.active + 1 : this.active - 1);
    } else if (listed.length > 0 && event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      const chosen = listed[Math.max(0, this.active)];
      this.set(`/${chosen.dataset.command} `);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (listed[this.active]) this.pick(listed[this.active].dataset.command);
      else this.submit();
    } else if (event.key === 'Escape' && !aboutBox.hidden && listed.length === 0) {
      this.leave();
    } else if (event.key === 'ArrowUp' && event.ctrlKey) {
      const other = this.on.lastOther();
      if (!other) return;
      event.preventDefault();
      this.startAnswer(other);
    } else if (event.key === 'ArrowUp' && area.value === '' && !this.editing) {
      const own = this.on.lastOwn();
      if (!own) return;
      event.preventDefault();
      this.startEditing(own);
    }
  }

  highlight(list, to) {
    list[this.active]?.setAttribute('aria-selected', 'false');
    this.active = (to + list.length) % list.length;
    const chosen = list[this.active];
    chosen.setAttribute('aria-selected', 'true');
    chosen.scrollIntoView({ block: 'nearest' });
    area.setAttribute('aria-activedescendant', chosen.id);
  }

  async submit() {
    const text = area.value;
    if (text.trim() === '') return;
    const { key, editing, answering } = this;
    closePopup(commandBox);
    this.clear();
    this.drafts.delete(key);
    this.set('');
    const taken = editing ? await this.on.edit(editing, text) : await this.on.send(text, answering);
    if (taken) return;
    if (this.key !== key) this.drafts.set(key, text);
    else if (area.value === '' && !this.editing) {
      if (editing) this.startEditing(editing);
      else if (answering) this.startAnswer(answering);
      this.set(text);
    }
  }
}
