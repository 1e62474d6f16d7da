// Small menus: one open at a time; Escape, a tap elsewhere or a choice closes it; arrow keys move in it.

let current = null;

/**
 * Opens box. options: {opener (gets aria-expanded and the focus back), focus: whether the first item
 * takes the focus, closed()}. Opening it again keeps it open.
 */
export function openPopup(box, options = {}) {
  if (current && current.box !== box) closePopup();
  box.hidden = false;
  current = { box, ...options };
  options.opener?.setAttribute('aria-expanded', 'true');
  if (options.focus) items(box)[0]?.focus({ preventScroll: true });
}

/** Closes the one that is open, or only box when it is that one. */
export function closePopup(box = current?.box) {
  if (!current || current.box !== box) return;
  const { opener, closed } = current;
  const held = box.contains(document.activeElement);
  current = null;
  box.hidden = true;
  opener?.setAttribute('aria-expanded', 'false');
  if (held) opener?.focus({ preventScroll: true });
  closed?.();
}

export const isOpen = (box) => current?.box === box;

const items = (box) => [...box.querySelectorAll('button')];

document.addEventListener('pointerdown', (event) => {
  if (!current || current.box.contains(event.target) || current.opener?.contains(event.target)) return;
  closePopup();
});

document.addEventListener('keydown', (event) => {
  if (!current) return;
  if (event.key === 'Escape') {
    event.preventDefault();
    closePopup();
    return;
  }
  const list = items(current.box);
  const at = list.indexOf(document.activeElement);
  if (at < 0) return;
  if (event.key === 'Tab') {
    closePopup();
    return;
  }
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  list.at(to % list.length).focus();
});
