// Who one can be, and the chats of the one chosen.

import { arrange, avatar, el, icon } from './dom.js';
import { brief, count, given, initials, preview } from './words.js';

const peopleList = document.getElementById('people');
const chatList = document.getElementById('chats');

/** Draws the people; choose(id) is called with the one tapped. */
export function drawPeople(people, me, choose) {
  const roles = people.map((p) => p.role_label);
  const nodes = people.map((person) => {
    const alone = roles.filter((r) => r === person.role_label).length === 1;
    const button = el('button', {
      type: 'button', class: 'person', data: { testid: `person-${person.id}` },
      'aria-current': person.id === me ? 'true' : null, 'aria-label': `${person.name}, ${person.role_label}`,
      on: { click: () => choose(person.id) },
    },
    avatar(initials(person.name), person.color),
    el('span', { class: 'person-words' },
      el('b', { class: 'person-name' }, person.name),
      el('span', { class: 'person-role' }, person.role_label),
      el('span', { class: 'person-short' }, alone ? person.role_label : `${person.role_label} ${given(person.name)}`)));
    return el('li', {}, button);
  });
  const held = peopleList.contains(document.activeElement);
  peopleList.replaceChildren(...nodes);
  const chosen = peopleList.querySelector('[aria-current]');
  if (held) chosen?.focus({ preventScroll: true });
  if (chosen) {
    const left = chosen.parentElement.offsetLeft - (peopleList.clientWidth - chosen.offsetWidth) / 2;
    peopleList.scrollTo({ left });
  }
}

/** The round picture of a chat: the bot's, or a group's. */
export function chatFace(chat) {
  const face = avatar(icon(chat.kind === 'group' ? 'group' : 'bot'));
  face.classList.add(chat.kind === 'group' ? 'group' : 'bot');
  return face;
}

const rows = new Map();

/** Draws the chats, the one with the newest message first; open(id) is called with the one tapped. */
export function drawChats(state, current, now, open) {
  const sorted = [...state.chats].sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
  const kept = new Set(sorted.map((c) => c.chat));
  for (const id of rows.keys()) if (!kept.has(id)) rows.delete(id);
  arrange(chatList, sorted.map((chat) => {
    const last = chat.last;
    const mark = JSON.stringify([state.me, chat, chat.chat === current, last && brief(last.at, now), state.typing.has(chat.chat)]);
    const known = rows.get(chat.chat);
    if (known?.mark === mark) return known.node;
    const node = el('li', {}, drawChat(state, chat, chat.chat === current, now, open));
    const held = known?.node.contains(document.activeElement);
    rows.set(chat.chat, { mark, node });
    if (held) queueMicrotask(() => node.firstChild.focus({ preventScroll: true }));
    return node;
  }));
}

function drawChat(state, chat, isCurrent, now, open) {
  const last = chat.last;
  let line = 'Chưa có tin nhắn';
  if (state.typing.has(chat.chat)) line = 'đang nhập…';
  else if (last) {
    const side = state.side(last);
    const by = side === 'me' ? 'Đồng chí: ' : chat.kind === 'group' ? `${last.from.name}: ` : '';
    line = by + preview(last);
  }
  return el('button', {
    type: 'button', class: 'chat', data: { testid: `chat-${chat.chat}` },
    'aria-current': isCurrent ? 'true' : null, on: { click: () => open(chat.chat) },
  },
  chatFace(chat),
  el('span', { class: 'chat-words' },
    el('b', { class: 'chat-title' }, chat.title),
    el('span', { class: 'chat-last' }, line)),
  el('span', { class: 'chat-side' },
    el('span', { class: 'chat-time' }, last ? brief(last.at, now) : ''),
    chat.unread > 0 ? el('span', { class: 'badge', data: { testid: 'unread' }, 'aria-label': `${chat.unread} tin chưa đọc` }, count(chat.unread)) : null));
}
