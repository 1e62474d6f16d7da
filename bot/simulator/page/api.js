// Calls to the simulator and the stream of what happens in it. Knows the HTTP contract and nothing of
// what is shown.

/** A refusal by the simulator, or no connection; message is a Vietnamese sentence for the reader. */
export class Refused extends Error {}

const NO_CONNECTION = 'Không kết nối được với máy chủ dùng thử. Hãy thử lại.';
const DEADLINE_MS = 15000;

async function call(path, body) {
  const request = body === undefined
    ? { headers: { Accept: 'application/json' } }
    : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, { ...request, cache: 'no-store', signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch {
    throw new Refused(NO_CONNECTION);
  }
  const text = await response.text().catch(() => '');
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    answer = null;
  }
  if (!response.ok) throw new Refused(answer?.error || `Máy chủ dùng thử báo lỗi ${response.status}.`);
  return answer;
}

const query = (fields) => new URLSearchParams(fields).toString();

export const people = () => call('/sim/people');
export const bot = (person) => call(`/sim/bot?${query({ person })}`);
export const chats = (person) => call(`/sim/chats?${query({ person })}`);
export const messages = (person, chat) => call(`/sim/messages?${query({ person, chat })}`);
/** replyTo is the message answered, or null. */
export const send = (person, chat, text, replyTo) => call('/sim/send', { person, chat, text, ...(replyTo ? { reply_to: replyTo } : {}) });
export const edit = (person, chat, message, text) => call('/sim/edit', { person, chat, message, text });
export const tap = (person, chat, message, data) => call('/sim/tap', { person, chat, message, data });
export const attach = (person, chat, file) => call('/sim/attach', { person, chat, ...file });
export const vote = (person, chat, message, options) => call('/sim/vote', { person, chat, message, options });
export const block = (person, blocked) => call('/sim/block', { person, blocked });
export const start = (person, payload) => call('/sim/start', { person, payload });

const EVENTS = ['message', 'delete', 'typing', 'answer', 'commands'];
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5000;

/**
 * Follows what happens for a person until the returned function is called. on.up is called each time
 * the stream opens (what happened before is not repeated: fetch it), on.down each time it breaks; it is
 * opened again by itself, at once when the browser says that it is online or in front again.
 */
export function follow(person, on) {
  let source = null;
  let timer = 0;
  let wait = FIRST_RETRY_MS;
  let stopped = false;

  const open = () => {
    clearTimeout(timer);
    if (stopped || source) return;
    source = new EventSource(`/sim/events?${query({ person })}`);
    source.onopen = () => {
      wait = FIRST_RETRY_MS;
      on.up();
    };
    source.onerror = () => {
      source.close();
      source = null;
      if (stopped) return;
      on.down();
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LAST_RETRY_MS);
    };
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => on[name](event.data ? JSON.parse(event.data) : null));
    }
  };
  const awake = () => {
    if (!document.hidden) open();
  };

  open();
  addEventListener('online', awake);
  document.addEventListener('visibilitychange', awake);
  return () => {
    stopped = true;
    clearTimeout(timer);
    removeEventListener('online', awake);
    document.removeEventListener('visibilitychange', awake);
    source?.close();
    source = null;
  };
}
