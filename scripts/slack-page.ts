import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import type { Posted } from '../test/desk/fake-slack.ts';

const EMOJI: Record<string, string> = {
  ':warning:': '⚠',
  ':white_check_mark:': '✓',
  ':x:': '✗',
  ':no_entry_sign:': '⊘',
  ':hourglass_flowing_sand:': '⧗',
};

const STYLE = `:root{--ink:#1d1c1d;--soft:#616061;--paper:#fff;--rule:#e8e8e8;--link:#1264a3;--edge:#bbb}
:root.dark{--ink:#d1d2d3;--soft:#ababad;--paper:#1a1d21;--rule:#3d3f42;--link:#1d9bd1;--edge:#565856}
body{font:15px/1.46 Lato,'Noto Sans',sans-serif;background:var(--paper);color:var(--ink);margin:24px;max-width:620px}
article{border-left:4px solid var(--rule);padding:2px 0 2px 14px;margin:0 0 26px}b{font-weight:700}h1{font-size:18px;margin:0 0 6px}
p{margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}.grid{display:grid;grid-template-columns:1fr 1fr;gap:6px 18px}.context{color:var(--soft);font-size:13px}
a{color:var(--link);text-decoration:none}button{font:600 14px Lato,sans-serif;border:1px solid var(--edge);border-radius:4px;background:var(--paper);color:var(--ink);padding:7px 12px;margin:6px 8px 0 0}
.at{background:#1d9bd11a;color:var(--link);border-radius:3px;padding:0 2px}.thread{margin:-14px 0 26px 26px}
.primary{background:#007a5a;border-color:#007a5a;color:#fff}.danger{border-color:#e01e5a;color:#e01e5a}blockquote{border-left:4px solid var(--rule);margin:4px 0;padding-left:10px}`;

interface Text {
  text: string;
}
interface Block {
  type: string;
  text?: Text;
  fields?: Text[];
  elements?: { type: string; text?: Text | string; style?: string }[];
}

/** The part of Slack's mrkdwn the desk writes: bold, italics, links, quotes, emoji. */
function mrkdwn(source: string): (VNode | string)[] {
  const known = source.replace(/:[a-z_]+:/g, (name) => EMOJI[name] ?? name);
  return known.split(/(\*[^*\n]+\*|_[^_\n]+_|<[^>]+>|^&gt;.*$|^>.*$)/m).map((piece) => {
    const inner = plain(piece.slice(1, -1));
    if (/^\*.+\*$/.test(piece)) return html`<b>${inner}</b>` as VNode;
    if (/^_.+_$/.test(piece)) return html`<i>${inner}</i>` as VNode;
    if (/^<@.+>$/.test(piece)) return html`<span class="at">@${inner.slice(1)}</span>` as VNode;
    if (/^<.+>$/.test(piece)) return html`<a href="#">${inner.split('|')[1] ?? inner}</a>` as VNode;
    if (piece.startsWith('>')) return html`<blockquote>${plain(piece.slice(1))}</blockquote>` as VNode;
    return plain(piece);
  });
}

const plain = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function block({ type, text, fields, elements = [] }: Block): unknown {
  if (type === 'header') return html`<h1>${text?.text}</h1>`;
  if (fields) return html`<div class="grid">${fields.map((field) => html`<p>${mrkdwn(field.text)}</p>`)}</div>`;
  if (type === 'section') return html`<p>${mrkdwn(text?.text ?? '')}</p>`;
  if (type === 'context') return html`<p class="context">${elements.map((each) => mrkdwn(String(each.text)))}</p>`;
  return elements.map((each) => html`<button class=${each.style ?? ''}>${(each.text as Text).text}</button>`);
}

/** Messages as Slack would show them, near enough to judge them by; `replies` in the thread of the first. */
export function slackPage(messages: Posted[], dark = false, replies: string[] = []): string {
  const articles = messages.map(
    (message, at) =>
      html`<article>${(message.blocks as Block[]).map(block)}</article>
        ${at === 0 && replies.map((text) => html`<p class="thread">${mrkdwn(text)}</p>`)}`,
  );
  return renderToStaticMarkup(
    html`<html class=${dark ? 'dark' : ''}>
      <head>
        <meta charset="utf-8" />
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        ${articles}
      </body>
    </html>` as VNode,
  );
}
