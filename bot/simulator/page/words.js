// Vietnamese wording of days, times, sizes, counts and names. Pure.

// The days and times of the bot are those of Viet Nam wherever the browser stands.
const ZONE = 'Asia/Ho_Chi_Minh';
const WEEKDAYS = {
  Mon: 'thứ Hai', Tue: 'thứ Ba', Wed: 'thứ Tư', Thu: 'thứ Năm', Fri: 'thứ Sáu', Sat: 'thứ Bảy', Sun: 'Chủ nhật',
};
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE, weekday: 'short', day: '2-digit', month: '2-digit', year: 'numeric',
  hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

function split(at) {
  return Object.fromEntries(parts.formatToParts(new Date(at)).map((p) => [p.type, p.value]));
}

/** "08:05" */
export function clock(at) {
  const p = split(at);
  return `${p.hour}:${p.minute}`;
}

/** "thứ Hai, 23/11/2026" */
export function day(at) {
  const p = split(at);
  return `${WEEKDAYS[p.weekday]}, ${p.day}/${p.month}/${p.year}`;
}

/** For the chat list: the time today, the day and month before that, the year where it differs. */
export function brief(at, now) {
  const p = split(at);
  const n = split(now);
  if (p.year !== n.year) return `${p.day}/${p.month}/${p.year}`;
  if (p.day !== n.day || p.month !== n.month) return `${p.day}/${p.month}`;
  return `${p.hour}:${p.minute}`;
}

/** "1,2 MB", "340 KB", "12 byte"; "" when the size is not known. */
export function size(bytes) {
  if (!bytes) return '';
  const number = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 });
  if (bytes >= 1 << 20) return `${number.format(bytes / (1 << 20))} MB`;
  if (bytes >= 1 << 10) return `${number.format(Math.round(bytes / (1 << 10)))} KB`;
  return `${bytes} byte`;
}

/** "NA" of "Nguyễn Văn An": first and last word. */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return '?';
  const first = [...words[0]][0];
  return (words.length === 1 ? first : first + [...words.at(-1)][0]).toLocaleUpperCase('vi');
}

/** The given name, which is how a Vietnamese name is called: "An" of "Nguyễn Văn An". */
export function given(name) {
  return name.trim().split(/\s+/).at(-1) ?? name;
}

/** A count for a badge. */
export function count(n) {
  return n > 99 ? '99+' : String(n);
}

const FILE_KINDS = { photo: 'Ảnh', voice: 'Ghi âm', document: 'Tệp', sticker: 'Nhãn dán' };

/** What kind of file it is. */
export function fileKind(kind) {
  return FILE_KINDS[kind] ?? 'Tệp';
}

/** One line that stands for a message in the chat list or above a reply. */
export function preview(message) {
  if (message.poll) return `${message.poll.type === 'quiz' ? 'Trắc nghiệm' : 'Bình chọn'}: ${message.poll.question}`;
  if (message.service) return message.service;
  const text = (message.text ?? '').replace(/\s+/g, ' ').trim().slice(0, 160);
  const file = message.file ?? message.photo;
  if (file) {
    const label = file.name ? `${fileKind(file.kind)}: ${file.name}` : fileKind(file.kind);
    return text ? `${label}, ${text}` : label;
  }
  return text || 'Tin nhắn';
}
