// What is said beside the conversation: toasts, dialogs, the banner of a lost connection, the clipboard.

import { el } from './dom.js';

const TOAST_MS = 4000;
// A longer text stays longer: about what an unhurried reader needs.
const TOAST_MS_PER_CHARACTER = 40;

const toasts = document.getElementById('toasts');
const dialog = document.getElementById('dialog');
const banner = document.getElementById('banner');

/** Shows a sentence for some seconds; taps go through it to what lies below. */
export function toast(text) {
  const node = el('p', { class: 'toast', data: { testid: 'toast' } }, text);
  for (const same of toasts.children) if (same.textContent === text) same.remove();
  toasts.append(node);
  while (toasts.children.length > 3) toasts.firstChild.remove();
  setTimeout(() => node.remove(), TOAST_MS + TOAST_MS_PER_CHARACTER * text.length);
}

/** Takes away what is said to the person before. */
export function hush() {
  toasts.replaceChildren();
  finish(false);
}

let answer = null;

/** Shows a text until it is answered. True when the first button was taken; cancel null: one button. */
export function ask(text, confirm, cancel = null) {
  document.getElementById('dialog-text').textContent = text;
  const close = (yes) => el('button', {
    type: 'button', class: yes ? 'primary' : 'plain', data: { testid: yes ? 'dialog-ok' : 'dialog-cancel' },
    on: { click: () => finish(yes) },
  }, yes ? confirm : cancel);
  const buttons = [close(true)];
  if (cancel) buttons.unshift(close(false));
  document.getElementById('dialog-buttons').replaceChildren(...buttons);
  finish(false);
  dialog.showModal();
  buttons.at(-1).focus();
  return new Promise((resolve) => {
    answer = resolve;
  });
}

function finish(yes) {
  if (dialog.open) dialog.close();
  answer?.(yes);
  answer = null;
}
dialog.addEventListener('cancel', (event) => {
  event.preventDefault();
  finish(false);
});
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) finish(false);
});

/** Says whether the connection stands: "ready", "loading" or "lost". Tests read it from the root too. */
export function connection(state) {
  document.documentElement.dataset.state = state;
  const text = state === 'lost' ? 'Mất kết nối với máy chủ dùng thử. Đang kết nối lại…' : '';
  if (banner.textContent !== text) banner.textContent = text;
  banner.hidden = !text;
}

/** Copies and says so. A page that is not served over https or from this machine has no clipboard; then the old way is taken. */
export async function copy(text, done = 'Đã sao chép.') {
  let ok = false;
  try {
    await navigator.clipboard.writeText(text);
    ok = true;
  } catch {
    const area = el('textarea', { class: 'unseen', 'aria-hidden': 'true', tabindex: '-1' });
    area.value = text;
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    ok = document.execCommand('copy');
    area.remove();
    focused?.focus();
  }
  toast(ok ? done : 'Trình duyệt không cho sao chép. Hãy chọn chữ rồi sao chép bằng tay.');
}
