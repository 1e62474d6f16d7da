// One message as a bubble with what hangs under it. Decides how it looks; what a tap does is the
// caller's.

import { avatar, el, icon } from './dom.js';
import { render, safeAddress } from './entities.js';
import { renderPoll } from './poll.js';
import { clock, day, fileKind, initials, preview, size } from './words.js';

/**
 * view: {side: "me|bot|other", first, last (of a run by one sender), isWaiting(data), isOpen(index), colour (of the sender's picture),
 * replied: the message answered or null, draft: ticked poll options}.
 * on: {tap(button), command(text), toggle(index, open), vote(indices), menu(event), show(message)}.
 */
export function renderMessage(message, view, on) {
  if (message.service) {
    return el('p', { class: 'service', data: { testid: 'message', id: message.id, from: view.side } }, message.service);
  }
  const file = message.file ?? message.photo;
  const sender = view.side === 'me' ? 'Đồng chí' : message.from.name;
  const bubble = el('div', { class: 'bubble' });
  if (view.first && view.side !== 'me') bubble.append(el('p', { class: `sender hue-${Math.abs(message.from.id) % 6}` }, message.from.name));
  if (view.replied) bubble.append(renderReplied(view.replied, () => on.show(view.replied)));
  if (file) bubble.append(renderFile(file));
  if (message.poll) bubble.append(renderPoll(message.poll, view.draft, on.vote));
  if (message.text && !message.poll) {
    bubble.append(el('div', { class: 'text', data: { testid: 'text' } },
      render(message.text, message.entities, { command: on.command, fold: view.isOpen, toggle: on.toggle })));
  }
  bubble.append(renderMeta(message));

  const node = el('article', {
    class: `message ${view.side}${view.first ? ' first' : ''}${view.last ? ' last' : ''}`,
    data: { testid: 'message', id: message.id, from: view.side },
    'aria-label': `${sender}, ${clock(message.at)}`,
  });
  const body = el('div', { class: 'body' }, bubble);
  if (message.buttons?.length) body.append(renderButtons(message.buttons, view, on));
  if (view.side === 'other') {
    const face = avatar(initials(message.from.name), view.colour);
    face.classList.add('small');
    node.append(face);
  }
  node.append(body);
  // As in Telegram: the right button of a mouse, or a tap that means nothing else.
  bubble.addEventListener('contextmenu', on.menu);
  bubble.addEventListener('click', (event) => {
    if (event.pointerType === 'touch' && !event.target.closest('a, button, .fold, .poll, .spoiler')) on.menu(event);
  });
  return node;
}

function renderMeta(message) {
  const time = el('time', { datetime: new Date(message.at).toISOString(), title: `${clock(message.at)}, ${day(message.at)}` }, clock(message.at));
  return el('p', { class: 'meta' }, message.edited ? el('span', { class: 'edited' }, 'đã sửa') : null, time);
}

function renderReplied(message, onClick) {
  return el('button', { type: 'button', class: 'replied', on: { click: onClick } }, el('b', {}, message.from.name), el('span', {}, preview(message)));
}

const FILE_ICONS = { photo: 'photo', voice: 'voice', document: 'document', sticker: 'sticker' };

function renderFile(file) {
  const about = [fileKind(file.kind), size(file.size)].filter(Boolean).join(' · ');
  const card = () => el('div', { class: `file ${file.kind}`, data: { testid: 'file' } },
    el('span', { class: 'file-icon' }, icon(FILE_ICONS[file.kind] ?? 'document')),
    el('span', { class: 'file-words' }, el('b', {}, file.name || fileKind(file.kind)), el('span', {}, about)));
  const address = sameOrigin(file.url);
  if (!address) return card();
  if (file.kind === 'photo' || file.kind === 'sticker') {
    const picture = el('img', { class: 'picture', src: address, alt: file.name || fileKind(file.kind), loading: 'lazy' });
    const link = el('a', { class: 'file-link', href: address, target: '_blank', rel: 'noopener' }, picture);
    picture.addEventListener('error', () => link.replaceWith(card()), { once: true });
    return link;
  }
  return el('a', { class: 'file-link', href: address, download: file.name || true }, card());
}

// Files are shown from the simulator only: the page makes no request elsewhere.
function sameOrigin(address) {
  if (!address) return '';
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  return url && url.origin === location.origin ? url.href : '';
}

function renderButtons(rows, view, on) {
  return el('div', { class: 'buttons' }, rows.filter((row) => row.length > 0).map((row) => el('div', { class: 'row' }, row.map((button) => renderButton(button, view, on)))));
}

function renderButton(button, view, on) {
  const data = { testid: 'button', label: button.text };
  const label = el('span', {}, button.text);
  const address = button.url ? safeAddress(button.url) : '';
  if (address) {
    return el('a', { class: 'key', data, href: address, target: '_blank', rel: 'noopener noreferrer' }, label, icon('link'));
  }
  const waiting = button.data !== undefined && view.isWaiting(button.data);
  return el('button', {
    type: 'button', class: 'key', data, 'aria-busy': waiting ? 'true' : null, on: { click: () => on.tap(button) },
  }, label, waiting ? el('i', { class: 'spinner' }) : button.copy ? icon('copy') : null);
}
