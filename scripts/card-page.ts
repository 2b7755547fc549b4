import type { IAdaptiveCard } from '@microsoft/teams.cards';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';

const STYLE = `:root{--ink:#242424;--soft:#616161;--paper:#fff;--ground:#f5f5f5;--rule:#e0e0e0;--warning:#fdf6e3;--warn:#835b00;--good:#e7f2da;--attention:#fdf3f4;--emphasis:#f0f0f0;--accent:#5b5fc7}
:root.dark{--ink:#fff;--soft:#adadad;--paper:#292929;--ground:#141414;--rule:#404040;--warning:#463100;--warn:#f2c661;--good:#0d2f0d;--attention:#3f1011;--emphasis:#1f1f1f;--accent:#9299f7}
body{font:14px/20px 'Segoe UI','Noto Sans',sans-serif;background:var(--ground);color:var(--ink);margin:0;padding:20px}
article{background:var(--paper);border:1px solid var(--rule);border-radius:8px;padding:16px;margin:0 0 20px;max-width:640px;overflow:hidden}
p{margin:4px 0;overflow-wrap:anywhere}.Container{margin:0 -16px 8px;padding:8px 16px}.Container:first-child{margin-top:-16px}.warning{background:var(--warning)}.good{background:var(--good)}.attention{background:var(--attention)}.emphasis{background:var(--emphasis)}
.ColumnSet{display:flex;gap:8px;border-top:1px solid var(--rule);padding-top:6px;margin-top:6px}.stretch{flex:1;min-width:0}.auto{flex:none}.Right{text-align:right}
.Bolder{font-weight:600}.Small{font-size:12px}.Medium{font-size:17px}.ExtraLarge{font-size:26px;line-height:32px}.subtle{color:var(--soft)}.Warning{color:var(--warn)}i{font-style:italic}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin-top:12px}button{font:600 14px 'Segoe UI','Noto Sans',sans-serif;border:1px solid var(--rule);border-radius:4px;background:var(--paper);color:var(--ink);padding:5px 12px}.positive{background:var(--accent);border-color:var(--accent);color:var(--paper)}.destructive{color:#c4314b}
.folded{background:var(--emphasis);margin:8px -16px -16px;padding:12px 16px}textarea{width:100%;box-sizing:border-box;background:var(--paper);border:1px solid var(--rule);border-radius:4px;color:var(--soft);font:inherit;padding:6px}`;

interface Node {
  type: string;
  text?: string;
  weight?: string;
  size?: string;
  color?: string;
  isSubtle?: boolean;
  italic?: boolean;
  style?: string;
  width?: string;
  horizontalAlignment?: string;
  inlines?: Node[];
  items?: Node[];
  columns?: Node[];
  body?: Node[];
  actions?: Node[];
  choices?: { title: string }[];
  title?: string;
  label?: string;
  placeholder?: string;
  card?: Node;
}

function element(node: Node): VNode {
  const inside = node.items ?? node.columns;
  if (node.type === 'RichTextBlock') {
    return html`<p class=${node.horizontalAlignment ?? ''}>${node.inlines?.map(run)}</p>` as VNode;
  }
  if (node.type === 'TextBlock') return html`<p>${run(node)}</p>` as VNode;
  if (node.type === 'ActionSet') return buttons(node.actions);
  if (node.type === 'Input.ChoiceSet') {
    const choices = node.choices?.map(({ title }) => html`<option>${title}</option>`);
    return html`<p>${node.label}</p>
      <p>
        <select>
          ${choices}
        </select>
      </p>` as VNode;
  }
  if (node.type === 'Input.Text') {
    return html`<p>${node.label}</p>
      <textarea rows="2">${node.placeholder}</textarea>` as VNode;
  }
  return html`<div class=${`${node.type} ${node.style ?? ''} ${node.width ?? ''}`}>
    ${inside?.map(element)}
  </div>` as VNode;
}

function run({ text: source = '', weight, size, color, isSubtle, italic }: Node): VNode {
  const text = source.replace(/<at>(.*?)<\/at>/g, '@$1');
  const named = [weight, size, color, isSubtle && 'subtle'].filter(Boolean).join(' ');
  return (italic ? html`<i class=${named}>${text}</i>` : html`<span class=${named}>${text}</span>`) as VNode;
}

const buttons = (actions: Node[] = []): VNode =>
  html`<div class="actions">
    ${actions.map(({ title, style }) => html`<button class=${style ?? ''}>${title}</button>`)}
  </div>` as VNode;

function card({ body = [], actions = [] }: Node, opened?: string): VNode {
  const all = [...actions, ...body.flatMap((each) => each.actions ?? [])];
  const folded = all.find(({ title, card: inner }) => inner && title === opened)?.card;
  return html`${body.map(element)} ${buttons(actions)} ${folded && html`<div class="folded">${card(folded)}</div>`}` as VNode;
}

/** Cards as Teams would show them, near enough to judge them by; `opened` is the title of what is unfolded. */
export function cardPage(cards: { card: IAdaptiveCard; opened?: string }[], dark = false): string {
  const page = renderToStaticMarkup(
    html`<html class=${dark ? 'dark' : ''}>
      <head>
        <meta charset="utf-8" />
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        ${cards.map((each) => html`<article>${card(each.card as unknown as Node, each.opened)}</article>`)}
      </body>
    </html>` as VNode,
  );
  return `<!doctype html>${page}`;
}
