// Building elements. Text goes in as text nodes only: nothing that came from the simulator is ever
// read as markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with properties and children. A child may be a node, a string, or null (left out).
 * Properties: class, data (an object for data-…), on (an object of listeners), aria-… and other
 * attributes; false and null leave one out, true sets it empty.
 */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'data') Object.assign(node.dataset, value);
    else if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** One of the symbols of index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A round picture with initials or an icon; the colour is any CSS colour, dark text where it is light. */
export function avatar(content, colour) {
  const node = el('span', { class: 'avatar', 'aria-hidden': 'true' }, content);
  if (colour) {
    node.style.backgroundColor = colour;
    if (isLight(colour)) node.classList.add('on-light');
  }
  return node;
}

// Relative luminance as WCAG 2.2 defines it; above 0.179 black text has the better contrast.
function isLight(colour) {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!hex) return false;
  const [r, g, b] = hex.slice(1).map((part) => {
    const c = parseInt(part, 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179;
}

/** Makes the children of parent exactly nodes, in order, moving none that stands right already. */
export function arrange(parent, nodes) {
  nodes.forEach((node, i) => {
    if (parent.childNodes[i] !== node) parent.insertBefore(node, parent.childNodes[i] ?? null);
  });
  while (parent.childNodes.length > nodes.length) parent.lastChild.remove();
}
