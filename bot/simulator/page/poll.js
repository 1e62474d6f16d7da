// A poll or quiz inside a bubble: options to choose before the vote, bars after it.

import { el, icon } from './dom.js';
import { clock } from './words.js';

/**
 * draft is the set of options ticked so far (several answers), kept by the caller between two
 * drawings; vote(indices) casts the vote, an empty list takes it back.
 */
export function renderPoll(poll, draft, vote) {
  const quiz = poll.type === 'quiz';
  const mine = new Set(poll.my_votes ?? []);
  const right = new Set(poll.correct ?? []);
  const done = mine.size > 0 || poll.closed;
  const kind = quiz ? 'Trắc nghiệm' : 'Bình chọn';

  const box = el('div', { class: 'poll', data: { testid: 'poll' } },
    el('p', { class: 'poll-question' }, poll.question),
    poll.description ? el('p', { class: 'poll-description' }, poll.description) : null,
    el('p', { class: 'poll-kind' }, poll.closed ? `${kind} · đã đóng` : poll.multiple ? `${kind} · chọn nhiều ý` : kind));

  if (done) box.append(...poll.options.map((option, i) => result(poll, option, i, mine, right)));
  else if (poll.multiple) box.append(...ticks(poll, draft, vote));
  else box.append(...poll.options.map((option, i) => choice(option, i, () => vote([i]))));

  if (quiz && mine.size > 0 && right.size > 0) {
    const ok = mine.size === right.size && [...mine].every((i) => right.has(i));
    box.append(el('p', { class: ok ? 'verdict right' : 'verdict wrong', data: { testid: 'verdict' } }, icon(ok ? 'check' : 'close'), ok ? 'Đúng' : 'Chưa chính xác'));
  }
  if (done && poll.explanation) {
    box.append(el('p', { class: 'explanation' }, el('b', {}, 'Giải thích: '), poll.explanation));
  }
  if ((poll.revoting ?? !quiz) && mine.size > 0 && !poll.closed) {
    box.append(el('button', { type: 'button', class: 'plain', data: { testid: 'retract' }, on: { click: () => vote([]) } }, 'Rút lại lựa chọn'));
  }
  const total = poll.total ?? 0;
  const until = poll.closes_at && !poll.closed ? ` · đóng lúc ${clock(poll.closes_at)}` : '';
  box.append(el('p', { class: 'poll-total' }, (total === 0 ? 'Chưa có ai trả lời' : `${total} người đã trả lời`) + until));
  return box;
}

function choice(option, index, onClick) {
  return el('button', { type: 'button', class: 'option', data: { testid: 'option', index, label: option.text }, on: { click: onClick } },
    el('span', { class: 'mark', 'aria-hidden': 'true' }), el('span', {}, option.text));
}

function ticks(poll, draft, vote) {
  const cast = el('button', {
    type: 'button', class: 'cast', data: { testid: 'vote' }, disabled: draft.size === 0,
    on: { click: () => vote([...draft].sort((a, b) => a - b)) },
  }, 'Gửi lựa chọn');
  const options = poll.options.map((option, i) => {
    const button = choice(option, i, () => {
      if (!draft.delete(i)) draft.add(i);
      show();
      cast.disabled = draft.size === 0;
    });
    const mark = button.firstChild;
    mark.classList.add('square');
    mark.append(icon('check'));
    button.setAttribute('role', 'checkbox');
    const show = () => button.setAttribute('aria-checked', String(draft.has(i)));
    show();
    return button;
  });
  return [...options, cast];
}

function result(poll, option, index, mine, right) {
  const share = poll.total > 0 ? Math.round((100 * option.votes) / poll.total) : 0;
  const isRight = right.has(index);
  const isWrong = mine.has(index) && right.size > 0 && !isRight;
  const state = isRight ? 'right' : isWrong ? 'wrong' : mine.has(index) ? 'mine' : '';
  const said = [mine.has(index) ? 'đồng chí đã chọn' : '', isRight ? 'đáp án đúng' : isWrong ? 'không đúng' : ''].filter(Boolean).join(', ');
  const fill = el('span', { class: 'fill' });
  fill.style.width = `${share}%`;
  return el('div', { class: `result ${state}`, data: { testid: 'result', index } },
    el('span', { class: 'share' }, `${share}%`),
    el('span', { class: 'result-text' }, option.text, said ? el('span', { class: 'unseen' }, ` (${said})`) : null),
    el('span', { class: 'badge-mark', 'aria-hidden': 'true' }, isRight ? icon('check') : isWrong ? icon('close') : mine.has(index) ? icon('check') : null),
    el('span', { class: 'track', 'aria-hidden': 'true' }, fill));
}
