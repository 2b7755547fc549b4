/** Invisible characters, and those that turn the direction of writing: with them a name could show an amount backwards. */
const HIDDEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const ISOLATE = '\u2068';
const END = '\u2069';

/** What somebody wrote, safe to stand in a sentence of ours: right-to-left text keeps its direction to itself. */
export function written(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll('\t', ' ').replace(HIDDEN, '').trim())
    .filter(Boolean)
    .map((line) => (RIGHT_TO_LEFT.test(line) ? `${ISOLATE}${line}${END}` : line))
    .join('\n');
}

/** The same in one line. */
export function name(text: string): string {
  return written(text.replace(/\s+/g, ' '));
}

const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** `text` as a channel writes it, in at most this many characters; cut between what a person sees as letters. */
export function fit(text: string, most: number, as: (text: string) => string = (plain) => plain): string {
  const whole = as(text);
  if (whole.length <= most) return whole;
  let kept = '';
  const room = most - '…'.length - END.length;
  for (const { segment } of LETTERS.segment(text)) {
    const next = as(segment);
    if (kept.length + next.length > room) break;
    kept += next;
  }
  const open = kept.split(ISOLATE).length > kept.split(END).length;
  return `${kept}…${open ? END : ''}`;
}

/** As many rows as there is room for, parted by line breaks, and what is said of those left out. */
export function rowsWithin(rows: string[], most: number, more: (left: number) => string): string {
  const whole = rows.join('\n');
  if (whole.length <= most) return whole;
  const shown: string[] = [];
  let room = most - more(rows.length).length;
  for (const row of rows) {
    room -= row.length + 1;
    if (room < 0) break;
    shown.push(row);
  }
  return [...shown, more(rows.length - shown.length)].join('\n');
}
