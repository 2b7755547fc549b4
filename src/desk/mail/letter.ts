import { html } from 'htm/preact';
import { render } from 'preact-render-to-string';

/** What a mail says: sentences, a link where there is something to do, and what is good to know below it. */
export interface Letter {
  subject: string;
  to: string;
  lines: string[];
  link?: { label: string; url: string };
  small?: string[];
}

export function plain({ to, lines, link, small = [] }: Letter): string {
  return [`Hello ${to},`, ...lines, ...(link ? [`${link.label}: ${link.url}`] : []), ...small].join('\n\n');
}

const BODY = 'font: 16px/1.5 system-ui, sans-serif; color: #16211d; max-width: 34em; margin: 0 auto; padding: 24px';
const BUTTON =
  'display: inline-block; background: #0b6b4f; color: #fff; padding: 12px 20px; border-radius: 8px; text-decoration: none; font-weight: 600';
const SMALL = 'color: #5d6863; font-size: 14px';

export function rich({ subject, to, lines, link, small = [] }: Letter): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>${subject}</title>
    </head>
    <body style=${BODY}>
      <p>Hello ${to},</p>
      ${lines.map((line) => html`<p>${line}</p>`)}
      ${link && html`<p><a href=${link.url} style=${BUTTON}>${link.label}</a></p>`}
      ${small.map((line) => html`<p style=${SMALL}>${line}</p>`)}
    </body>
  </html>`;
  return `<!doctype html>${render(page)}`;
}
