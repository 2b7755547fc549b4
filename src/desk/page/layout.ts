import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { STYLES } from './styles.ts';

/** A whole page as text. preact escapes everything that is put into it. */
export function page(title: string, body: ComponentChildren): string {
  const document = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}</title>
      ${STYLES.map((name) => html`<link rel="stylesheet" href=${`/assets/${name}`} />`)}
    </head>
    <body>
      ${body}
    </body>
  </html>`;
  return `<!doctype html>${render(document)}`;
}
