/**
 * What a reminder or a digest says, whatever carries it. Everything is text for people, names rid of what could turn the
 * writing around them. A channel lays it out and escapes it. Its links are Odoo's own screens: none lets anybody in.
 */
export interface NoticeView {
  /** In a line. */
  title: string;
  /** Sentences. */
  lines: string[];
  sections: NoticeSection[];
  links: { label: string; url: string }[];
  /** Why it comes, and what comes next. */
  small: string[];
}

export interface NoticeSection {
  title: string;
  /** `alarm`: what has to be looked at first. */
  mood: 'alarm' | 'calm';
  rows: NoticeRow[];
  /** `… and 3 more.` */
  more?: string;
}

export interface NoticeRow {
  what: string;
  /** Hours or money, beside it. */
  how: string;
  /** Below it, smaller. */
  note?: string;
}

/** As many rows as somebody reads, and how many were left out. */
export function firstRows(rows: NoticeRow[], most: number): Pick<NoticeSection, 'rows' | 'more'> {
  const left = rows.length - most;
  return { rows: rows.slice(0, most), ...(left > 0 && { more: `… and ${left} more` }) };
}
