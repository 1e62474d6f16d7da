// Text with Telegram's entities into nodes. Offsets and lengths count UTF-16 units, as in the Bot API
// and in JavaScript strings alike.

import { el } from './dom.js';

const TAGS = {
  bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote',
};
const BLOCKS = new Set(['pre', 'blockquote', 'expandable_blockquote']);
const LINKS = new Set(['url', 'text_link', 'bot_command', 'email', 'spoiler']);

/**
 * Nodes for a text. Entities may nest; one that sticks out of the entity around it is cut there; one
 * outside the text or of a kind not shown is left out. on.command(text) is called when a command in
 * the text is tapped; on.fold(index) gives whether the index-th folded quotation is open, and
 * on.toggle(index, open) is told when that changes.
 */
export function render(text, entities, on) {
  const spans = [];
  for (const e of entities ?? []) {
    if (!TAGS[e.type] && !LINKS.has(e.type)) continue;
    const start = Math.max(0, e.offset);
    const end = Math.min(text.length, e.offset + e.length);
    if (start < end) spans.push({ type: e.type, start, end, url: e.url });
  }
  for (const found of detect(text)) {
    if (!spans.some((s) => s.start < found.end && found.start < s.end && (LINKS.has(s.type) || s.type === 'code' || s.type === 'pre'))) {
      spans.push(found);
    }
  }
  const order = (s) => (BLOCKS.has(s.type) ? 0 : 1);
  spans.sort((a, b) => a.start - b.start || b.end - a.end || order(a) - order(b));
  const folds = { next: 0 };
  return build(text, 0, text.length, spans, on, folds);
}

// Telegram's own clients make links and commands tappable without an entity from the bot.
function* detect(text) {
  for (const m of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    const link = m[0].replace(/[.,;:!?)\]”"']+$/, '');
    yield { type: 'url', start: m.index, end: m.index + link.length };
  }
  for (const m of text.matchAll(/(?<=^|[\s(“"])\/[a-z][a-z0-9_]{0,31}(?![\p{L}\p{N}_/])/gu)) {
    yield { type: 'bot_command', start: m.index, end: m.index + m[0].length };
  }
}

function build(text, from, to, spans, on, folds) {
  const nodes = [];
  let at = from;
  let i = 0;
  while (i < spans.length) {
    const span = spans[i];
    const inner = [];
    const later = [];
    for (i += 1; i < spans.length && spans[i].start < span.end; i += 1) {
      const s = spans[i];
      inner.push({ ...s, end: Math.min(s.end, span.end) });
      if (s.end > span.end) later.push({ ...s, start: span.end });
    }
    spans = [...later, ...spans.slice(i)].sort((a, b) => a.start - b.start || b.end - a.end);
    i = 0;

    const block = BLOCKS.has(span.type);
    // The line breaks around a block are its own: kept, they would show as empty lines.
    const before = text.slice(at, span.start);
    push(nodes, block ? before.replace(/\n$/, '') : before);
    const children = build(text, span.start, span.end, inner, on, folds);
    nodes.push(wrap(span, text.slice(span.start, span.end), children, on, folds));
    at = span.end;
    if (block && text[at] === '\n' && at < to) at += 1;
  }
  push(nodes, text.slice(at, to));
  return nodes;
}

function push(nodes, text) {
  if (text) nodes.push(document.createTextNode(text));
}

function wrap(span, text, children, on, folds) {
  switch (span.type) {
    case 'url':
    case 'email':
    case 'text_link':
      return link(span.type === 'text_link' ? span.url : text, span.type, children);
    case 'bot_command':
      return el('button', { type: 'button', class: 'command', on: { click: () => on.command(text) } }, children);
    case 'spoiler':
      return el('span', { class: 'spoiler', tabindex: '0' }, children);
    case 'expandable_blockquote':
      return folded(children, on, folds.next++);
    default:
      return el(TAGS[span.type], {}, children);
  }
}

/** The address when it is one that is safe to open, else "". */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return ['http:', 'https:', 'mailto:', 'tel:', 'tg:'].includes(url.protocol) ? url.href : '';
  } catch {
    return '';
  }
}

function link(address, type, children) {
  let full = address ?? '';
  if (type === 'email') full = `mailto:${full}`;
  else if (!/^[a-z]+:/i.test(full)) full = `https://${full}`;
  const href = safeAddress(full);
  if (!href) return el('span', {}, children);
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer', title: href }, children);
}

function folded(children, on, index) {
  const text = el('div', { class: 'fold-text' }, children);
  const label = el('span');
  const toggle = el('button', { type: 'button', class: 'fold-toggle', data: { testid: 'fold' } }, label);
  const quote = el('blockquote', { class: 'fold' }, text, toggle);
  const set = (open) => {
    quote.classList.toggle('open', open);
    toggle.setAttribute('aria-expanded', String(open));
    label.textContent = open ? 'Thu gọn' : 'Xem cả đoạn';
  };
  set(on.fold(index));
  quote.addEventListener('click', (event) => {
    const onToggle = toggle.contains(event.target);
    if (!onToggle && (quote.classList.contains('open') || quote.classList.contains('short'))) return;
    if (!onToggle && event.target.closest('a, button')) return;
    const open = !quote.classList.contains('open');
    set(open);
    on.toggle(index, open);
  });
  return quote;
}

/** Takes the button away from folded quotations that need no folding at their present width. */
export function measureFolds(root) {
  const quotes = [...root.querySelectorAll('blockquote.fold:not(.open)')];
  for (const quote of quotes) quote.classList.remove('short');
  const short = quotes.filter((quote) => {
    const text = quote.firstChild;
    return text.clientHeight > 0 && text.scrollHeight <= text.clientHeight + 2;
  });
  for (const quote of short) quote.classList.add('short');
}
