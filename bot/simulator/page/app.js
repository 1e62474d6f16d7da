// Puts the page together: the address says who and where one is, the simulator says what happened, and
// every change is drawn from the state.

import * as api from './api.js';
import { Composer } from './composer.js';
import { el, icon } from './dom.js';
import { ask, connection, copy, hush, toast } from './notice.js';
import { closePopup, isOpen, openPopup } from './popup.js';
import { chatFace, drawChats, drawPeople } from './sidebar.js';
import { State } from './state.js';
import { Thread } from './thread.js';

const byId = (id) => document.getElementById(id);
// Telegram's own clients stop the spinner of an unanswered tap after about this long.
const TAP_MS = 15000;

let people = [];
let bot = { name: 'Trợ lý', commands: [] };
let state = new State(0);
let current = null;
let payload = '';
let leave = () => {};
const blocked = new Set();

const thread = new Thread({
  tap, vote, menu: messageMenu, command: (text) => send(text), redraw: () => draw(), seen: () => draw(),
  person: (id) => people.find((p) => p.id === id),
});
const composer = new Composer({ send, edit, attach, lastOwn, lastOther });

// --- where one is -------------------------------------------------------------------------------

function place() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return { person: Number(fields.get('person')), chat: fields.has('chat') ? Number(fields.get('chat')) : null, start: fields.get('start') ?? '' };
}

function address(person, chat) {
  return `#${new URLSearchParams(chat === null ? { person } : { person, chat })}`;
}

const isWide = matchMedia('(min-width: 760px)');

/** Follows the address: another person, another chat, or on a telephone the list. */
function turn() {
  const to = place();
  const person = people.find((p) => p.id === to.person) ?? people[0];
  if (!person) return;
  if (to.start) payload = to.start;
  if (person.id !== state.me) become(person.id);
  const chat = to.chat ?? (isWide.matches ? person.id : null);
  const hash = address(person.id, chat);
  if (location.hash !== hash) history.replaceState(null, '', hash);
  if (chat !== current) {
    markRead();
    current = chat;
    thread.reset();
    closePopup();
    // Of a chat not in the list yet it is not known whether the person is in it; fetchAll finds out.
    if (chat === person.id || state.chat(chat)) load(chat);
  }
  document.body.classList.toggle('in-chat', chat !== null);
  composer.turnTo(`${person.id}/${chat}`);
  drawPeople(people, state.me, (id) => choose(id));
  draw();
}

function choose(id) {
  if (id === state.me) return;
  const shared = state.chat(current)?.kind === 'group' ? current : null;
  const chat = current === null ? null : shared ?? id;
  history.replaceState(null, '', address(id, chat));
  turn();
}

function openChat(chat) {
  if (chat === current) return;
  location.hash = address(state.me, chat);
}

// The simulator counts a chat as read when its messages are fetched; what came live while it was open has
// to be read there too when one leaves. A miss costs a wrong count and nothing else.
function markRead() {
  if (current !== null && state.cameLive.delete(current)) api.messages(state.me, current).catch(() => {});
}

function become(id) {
  markRead();
  leave();
  hush();
  state = new State(id);
  current = null;
  connection('loading');
  fetchAll();
  leave = api.follow(id, listener(state));
}

// --- what happened ------------------------------------------------------------------------------

async function fetchAll() {
  const mine = state;
  try {
    const [about, chats] = await Promise.all([api.bot(mine.me), api.chats(mine.me)]);
    if (mine !== state) return;
    bot = about;
    mine.chats = chats;
    for (const chat of chats) if (typeof chat.blocked === 'boolean') noteBlocked(mine.me, chat.blocked);
    composer.setCommands(bot.commands);
    // A person who is not in the group that was open has only their own chats.
    if (current !== null && !mine.chat(current) && chats.length > 0) {
      history.replaceState(null, '', address(mine.me, mine.me));
      turn();
      return;
    }
    if (current !== null) await load(current);
    if (mine === state) connection('ready');
  } catch (error) {
    if (mine === state) connection('lost');
    if (!(error instanceof api.Refused)) throw error;
  }
  if (mine === state) draw();
}

async function load(chat) {
  const mine = state;
  const mark = mine.beginFetch(chat);
  try {
    mine.setMessages(chat, await api.messages(mine.me, chat), mark);
  } catch (error) {
    mine.abandonFetch(chat, mark);
    if (mine === state) toast(error.message);
  }
  if (mine === state) draw();
}

function listener(mine) {
  const ofNow = (take) => (event) => {
    if (mine === state) take(event);
  };
  return {
    up: ofNow(fetchAll),
    down: ofNow(() => connection('lost')),
    message: ofNow(took),
    delete: ofNow(({ chat, message }) => {
      mine.remove(chat, message);
      draw();
    }),
    typing: ofNow(({ chat, until }) => {
      mine.typing.set(chat, until);
      setTimeout(draw, Math.max(0, until - Date.now()) + 20);
      draw();
    }),
    answer: ofNow((answer) => {
      if (mine.answerTap(answer)) showAnswer(answer);
    }),
    commands: ofNow(async () => {
      const about = await api.bot(mine.me).catch(() => bot);
      if (mine !== state) return;
      bot = about;
      composer.setCommands(bot.commands);
    }),
  };
}

function took(message) {
  if (message.deleted) {
    state.remove(message.chat, message.id);
    draw();
    return;
  }
  const isNew = state.put(message);
  const entry = state.chat(message.chat);
  if (!entry) {
    fetchAll();
    return;
  }
  const own = state.side(message) === 'me';
  if (isNew && message.chat === current) {
    state.cameLive.add(current);
    thread.arrived(own);
  }
  if (isNew && !own && (message.chat !== current || document.hidden)) entry.unread += 1;
  draw();
}

document.addEventListener('visibilitychange', () => draw());

// --- drawing ------------------------------------------------------------------------------------

function draw() {
  const now = Date.now();
  for (const [chat, until] of state.typing) if (until <= now) state.typing.delete(chat);
  const chat = state.chat(current);
  if (chat && !document.hidden) chat.unread = 0;
  drawChats(state, current, now, openChat);
  byId('thread').hidden = current === null && isWide.matches;
  if (current === null) return;
  const messages = state.messages(current);
  const isGroup = chat?.kind === 'group';
  const title = chat?.title || bot.name;
  byId('title').textContent = title;
  document.title = `${title} – trang dùng thử`;
  const face = byId('face');
  if (face.dataset.kind !== (chat?.kind ?? '')) {
    face.dataset.kind = chat?.kind ?? '';
    face.replaceChildren(chatFace(chat ?? { kind: 'private' }));
  }
  const typing = state.typing.has(current);
  byId('typing').hidden = !typing;
  byId('status').hidden = typing;
  byId('status').textContent = isGroup ? 'nhóm' : 'trợ lý tự động';
  byId('more').hidden = isGroup;
  const isBlocked = !isGroup && blocked.has(state.me);
  const isEmpty = messages !== null && messages.length === 0;
  byId('unblock').hidden = !isBlocked;
  byId('bar').hidden = isBlocked;
  byId('start').hidden = isBlocked || isGroup || !(isEmpty || payload);
  thread.draw(state, current, messages);
}

// --- what one does ------------------------------------------------------------------------------

/** Runs a call; a refusal becomes a toast. True when it was taken. Messages in the answer are shown. */
async function attempt(work) {
  const mine = state;
  try {
    const answer = await work();
    if (mine === state && answer?.id && answer?.chat && answer?.from) took(answer);
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

function send(text, answered = null) {
  thread.toEnd();
  return attempt(() => api.send(state.me, current, text, answered?.id));
}

function edit(message, text) {
  return text === message.text ? true : attempt(() => api.edit(state.me, message.chat, message.id, text));
}

function attach(file) {
  return attempt(() => api.attach(state.me, current, file));
}

function vote(message, options) {
  return attempt(() => api.vote(state.me, message.chat, message.id, options));
}

async function tap(message, button) {
  if (button.copy !== undefined && button.data === undefined) {
    await copy(button.copy);
    return;
  }
  const mine = state;
  const { chat, id } = message;
  if (!mine.beginTap(chat, id, button.data)) return;
  draw();
  try {
    const { tap: name } = await api.tap(mine.me, chat, id, button.data);
    const answer = mine.nameTap(chat, id, button.data, name);
    if (answer && mine === state) showAnswer(answer);
    setTimeout(() => {
      if (mine.endTap(chat, id, button.data) && mine === state) draw();
    }, TAP_MS);
  } catch (error) {
    mine.endTap(chat, id, button.data);
    if (mine === state) toast(error.message);
  }
  if (mine === state) draw();
}

function showAnswer({ text, alert }) {
  draw();
  if (!text) return;
  if (alert) ask(text, 'Đã rõ');
  else toast(text);
}

async function start() {
  const given = payload;
  payload = '';
  if (!(await attempt(() => api.start(state.me, given)))) payload = given;
  draw();
  composer.focus();
}

function noteBlocked(person, is) {
  if (is) blocked.add(person);
  else blocked.delete(person);
}

async function setBlocked(is) {
  const person = state.me;
  if (await attempt(() => api.block(person, is))) noteBlocked(person, is);
  draw();
}

function lastOwn() {
  return state.messages(current)?.filter((m) => state.side(m) === 'me' && isEditable(m)).at(-1) ?? null;
}

function lastOther() {
  return state.messages(current)?.filter((m) => state.side(m) !== 'me' && !m.service).at(-1) ?? null;
}

const isEditable = (m) => m.text && !m.file && !m.photo && !m.service;

// --- menus --------------------------------------------------------------------------------------

function item(name, symbol, label, choose) {
  return el('button', { type: 'button', role: 'menuitem', data: { testid: name }, on: { click: () => { closePopup(); choose(); } } }, icon(symbol), el('span', {}, label));
}

function chatMenu() {
  const box = byId('more-popup');
  if (isOpen(box)) {
    closePopup(box);
    return;
  }
  const is = blocked.has(state.me);
  box.replaceChildren(is
    ? item('unblock-item', 'check', 'Bỏ chặn Trợ lý', () => setBlocked(false))
    : item('block', 'block', 'Chặn Trợ lý', async () => {
      if (await ask('Chặn Trợ lý? Trợ lý sẽ không gửi được tin cho người này nữa.', 'Chặn', 'Thôi')) setBlocked(true);
    }));
  openPopup(box, { opener: byId('more'), focus: true });
}

function messageMenu(message, event) {
  if (String(getSelection())) return;
  event.preventDefault();
  const box = byId('message-popup');
  const items = [item('answer', 'reply', 'Trả lời', () => composer.startAnswer(message))];
  if (message.text) items.push(item('copy-message', 'copy', 'Sao chép', () => copy(message.text)));
  if (state.side(message) === 'me' && isEditable(message)) items.push(item('edit', 'pen', 'Sửa', () => composer.startEditing(message)));
  box.replaceChildren(...items);
  openPopup(box, { focus: true });
  const margin = 8;
  box.style.left = `${Math.max(margin, Math.min(event.clientX, innerWidth - box.offsetWidth - margin))}px`;
  box.style.top = `${Math.max(margin, Math.min(event.clientY, innerHeight - box.offsetHeight - margin))}px`;
}

byId('more').addEventListener('click', chatMenu);
byId('start').addEventListener('click', start);
byId('unblock').addEventListener('click', () => setBlocked(false));
byId('skip').addEventListener('click', () => composer.focus());
byId('back').addEventListener('click', () => {
  location.hash = address(state.me, null);
});
addEventListener('hashchange', turn);
isWide.addEventListener('change', turn);

// --- beginning ----------------------------------------------------------------------------------

async function begin(wait = 500) {
  try {
    people = await api.people();
  } catch {
    connection('lost');
    setTimeout(() => begin(Math.min(wait * 2, 5000)), wait);
    return;
  }
  turn();
}

begin();
