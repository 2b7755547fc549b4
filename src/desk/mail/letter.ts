import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';

/** What a mail says: sentences, a link where there is something to do, and what is good to know below it. */
export interface Letter {
  subject: string;
  to: string;
  lines: string[];
  /** In somebody's own words, below the sentences. */
  quote?: string;
  link?: { label: string; url: string };
  /** Beside it, smaller. */
  more?: { label: string; url: string }[];
  /** What it is about, below the link: the same twice, for programs that show no HTML. */
  about?: { text: string; rich: ComponentChildren };
  small?: string[];
}

export function plain({ to, lines, quote, link, more = [], about, small = [] }: Letter): string {
  const parts = [
    `Hello ${to},`,
    ...lines,
    ...(quote ? [quote.replace(/^/gm, '> ')] : []),
    ...[...(link ? [link] : []), ...more].map(({ label, url }) => `${label}: ${url}`),
    ...(about ? [about.text] : []),
    ...small,
  ];
  return parts.join('\n\n');
}

const FONT = "font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const INK = '#17201c';

/** Light where a mail program reads styles on elements only; dark where it reads this and its reader wants it. */
const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background: #121614 !important; }
  .paper { background: #1b211e !important; color: #eef2ef !important; }
  .muted { color: #a0aca6 !important; }
  .rule { border-color: #313a35 !important; }
  .look { background: #33290f !important; border-color: #6d5517 !important; color: #f4e3bd !important; }
  .link { color: #4cc096 !important; }
}
@media (max-width: 480px) { .paper { padding: 20px 16px !important; border-radius: 0 !important; } }
`;

export const styles = {
  muted: 'color: #5d6863; font-size: 14px',
  button:
    'display: inline-block; background: #0b6b4f; color: #ffffff; padding: 12px 22px; border-radius: 8px; text-decoration: none; font-weight: 600',
  link: 'color: #07513b',
};

export function rich({ subject, to, lines, quote, link, more = [], about, small = [] }: Letter): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <title>${subject}</title>
      <style dangerouslySetInnerHTML=${{ __html: STYLE }}></style>
    </head>
    <body class="ground" style="margin: 0; padding: 0; background: #f3f4f1">
      <div class="ground" style="background: #f3f4f1; padding: 16px 0">
        <div
          class="paper"
          style=${`${FONT}; color: ${INK}; background: #ffffff; max-width: 600px; margin: 0 auto; padding: 28px 32px; border-radius: 10px; box-sizing: border-box`}
        >
          <p style="margin: 0 0 14px">Hello <bdi>${to}</bdi>,</p>
          ${lines.map((line) => html`<p style="margin: 0 0 14px; white-space: pre-line">${line}</p>`)}
          ${
            quote &&
            html`<blockquote
              class="rule"
              dir="auto"
              style="margin: 0 0 14px; padding: 2px 0 2px 14px; border-left: 3px solid #dfe3de; white-space: pre-line"
            >
              ${quote}
            </blockquote>`
          }
          ${link && html`<p style="margin: 22px 0"><a href=${link.url} style=${styles.button}>${link.label}</a></p>`}
          ${
            more.length > 0 &&
            html`<p style="margin: -8px 0 22px">
              ${more.map(({ label, url }, at) => html`${at > 0 && ' · '}<a class="link" href=${url} style=${styles.link}>${label}</a>`)}
            </p>`
          }
          ${about?.rich}
          ${small.map((line) => html`<p class="muted" style=${`margin: 14px 0 0; ${styles.muted}`}>${line}</p>`)}
        </div>
      </div>
    </body>
  </html>`;
  return `<!doctype html>${render(page)}`;
}
