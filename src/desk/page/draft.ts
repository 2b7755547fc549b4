import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import type { InvoiceFacts, InvoiceLine } from '../../billing/ports.ts';
import { amount, day, quantity } from '../format.ts';
import { linesView } from '../view/line.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';
import { name } from '../view/text.ts';
import { totals } from './invoice.ts';
import { page } from './layout.ts';
import { line as lineOf } from './line.ts';
import { formField, type SignedIn, topbar } from './signed-in.ts';

/** What can become of work on a draft, in Odoo's words. */
export const ACTS = {
  hold: ['Hold', 'off the invoice until somebody releases it'],
  move: ['Move', 'off the invoice until a later billing period'],
  'write-off': ['Write off', 'off the invoice, and never billed'],
  'write-down': ['Write down', 'the whole line costs less'],
  'write-up': ['Write up', 'the whole line costs more'],
} as const;
export type Act = keyof typeof ACTS;
const OFF: Act[] = ['hold', 'move', 'write-off'];

/** What was filled in; it comes back where something of it is wrong. */
export interface DraftForm {
  /** Made with the page: sent twice, it is done once. */
  key: string;
  /** Hash of the content the page showed. */
  seen: string;
  /** Id of the line; 0: what is missing on the whole invoice. */
  line: string;
  /** `yes` of what is off it already, so that nothing that is billed is taken off instead once somebody said that. */
  missing: string;
  act: string;
  quantity: string;
  /** Whose work it is; of what has no line any more, ids of its rows of the ledger. */
  entry: string[];
  until: string;
  by: string;
  in: string;
  text: string;
}

export interface DraftView {
  you: SignedIn;
  invoice: InvoiceFacts;
  /** Somebody is asked to approve it, or has. */
  isAsked: boolean;
  fresh: Pick<DraftForm, 'key' | 'seen'>;
  filled?: DraftForm;
  problem?: string;
  /** What was done just now, in words. */
  done?: string;
}

/** Billed, held and written off as a whole: fees, milestones, advances. */
const WHOLE = /^(sale\.order|sale\.order\.line|project\.milestone),/;

type Part = InvoiceLine['parts'][number];

export function draftPage(view: DraftView): string {
  const { you, invoice, isAsked, problem, done, filled } = view;
  const { customer, company, currency, lines, unsaid = [] } = invoice;
  const shown = linesView(invoice);
  const about = [invoice.period, invoice.origin].filter(Boolean).map(name);
  const lost = problem !== undefined && !lines.some(({ id }) => String(id) === filled?.line);
  return page(
    `Change ${invoice.name}: ${customer.name}`,
    html`${topbar(you)}
      <div class="sheet alone">
        <main class="say">
          ${done && html`<p class="calm" role="status">${done}</p>`}
          <header class="head">
            <p class="eyebrow"><a href="/inbox">← Inbox</a> · ${company.name}</p>
            <h1>${customer.name}</h1>
            <p class="total">
              <span class="number">${amount(invoice.total)}</span> <span class="currency">${currency}</span>
            </p>
            <p class="muted">
              ${about.map((each) => html`${each}${' · '}`)}
              <a href=${invoice.url} rel="noreferrer">${invoice.name} in Odoo</a>
            </p>
            <p class="muted small">
              What you do here is done in Odoo in your name, within what the terms let you. You can’t approve what you
              changed.${isAsked && ' Approval of it is asked for anew.'}
            </p>
          </header>
          ${unsaid.length > 0 && missing(view, lost)}
          ${lost && unsaid.length === 0 && html`<p class="banner problem" role="alert">${problem}</p>`}
          <section>
            <h2>Lines</h2>
            <ol class="lines">
              ${shown.map((row, at) => lineOf(row, changing(view, lines[at])))}
            </ol>
            ${totals({ untaxed: amount(invoice.untaxed), tax: amount(invoice.tax), total: amount(invoice.total), currency })}
          </section>
        </main>
      </div>`,
  );
}

/** What nobody said anything of. Of a line that is still there it is said on the line. */
function missing(view: DraftView, isOpen: boolean) {
  const { unsaid = [] } = view.invoice;
  const gone = unsaid.flatMap(({ partId, message }) => (partId ? [{ value: String(partId), label: message }] : []));
  return html`<section class="findings">
    <h2>Before it can be approved</h2>
    <ul>
      ${unsaid.map(({ message }) => html`<li>${message}</li>`)}
    </ul>
    ${
      gone.length > 0 &&
      html`<details class="change" open=${isOpen}>
        <summary>Say what becomes of what has no line any more</summary>
        ${form(view, '0', OFF, { entries: gone, isTicked: true, isMissing: true, isOpen })}
      </details>`
    }
  </section>`;
}

function changing(view: DraftView, row: InvoiceLine | undefined): ComponentChildren {
  const { invoice, filled, problem } = view;
  if (!row || row.parts.length === 0) return undefined;
  const own = invoice.unsaid?.find(({ lineId }) => lineId === row.id);
  // More is on it than was worked: that is put back in Odoo, or the time entered.
  if (own && !own.isMissing) return undefined;
  const isOpen = problem !== undefined && filled?.line === String(row.id);
  const entries = row.parts.length > 1 ? row.parts.map((part) => ({ value: part.entry, label: whose(part) })) : [];
  const whole = row.parts.every(({ entry }) => WHOLE.test(entry));
  return html`<details class="change" open=${isOpen || own !== undefined}>
    <summary>${own ? 'Say what becomes of what is missing' : 'Hold, move, write off or change …'}</summary>
    ${
      own
        ? form(view, String(row.id), OFF, { entries, isMissing: true, isOpen })
        : form(
            view,
            String(row.id),
            whole ? ['hold', 'write-off', 'write-down', 'write-up'] : (Object.keys(ACTS) as Act[]),
            {
              entries,
              isOpen,
              ...(!whole && { unit: name(row.unit) || 'of it' }),
            },
          )
    }
  </details>`;
}

const whose = ({ date, person = '', description, quantity: worked, unit }: Part): string =>
  [day(date), name(person), name(description), `${quantity(worked)} ${name(unit)}`].filter(Boolean).join(' · ');

interface Fields {
  entries: { value: string; label: string }[];
  /** Before anybody filled it in. */
  isTicked?: boolean;
  /** What becomes of what is off the invoice already. */
  isMissing?: boolean;
  isOpen: boolean;
  /** Where only some of it can be taken off. */
  unit?: string;
}

function form(
  view: DraftView,
  line: string,
  acts: Act[],
  { entries, isTicked = false, isMissing = false, isOpen, unit }: Fields,
) {
  const { you, invoice, fresh, problem } = view;
  // What somebody said of missing work, or of billed work, is not what they would say of the other.
  const filled = isOpen && (view.filled?.missing === 'yes') === isMissing ? view.filled : undefined;
  const { key, seen } = filled ?? fresh;
  const at = (field: string) => `${field}-${line}`;
  return html`<form method="post" action=${`/invoices/${invoice.id}`}>
    ${formField(you.token)}
    <input type="hidden" name="key" value=${key} />
    <input type="hidden" name="seen" value=${seen} />
    <input type="hidden" name="line" value=${line} />
    <input type="hidden" name="missing" value=${isMissing ? 'yes' : ''} />
    ${isOpen && problem && html`<p class="problem" role="alert" id=${at('problem')}>${problem}</p>`}
    <fieldset class="acts">
      <legend>What becomes of it?</legend>
      ${acts.map(
        (act) =>
          html`<label>
            <input type="radio" name="act" value=${act} required checked=${filled?.act === act} />
            <span><strong>${ACTS[act][0]}</strong>${': '}${ACTS[act][1]}</span>
          </label>`,
      )}
    </fieldset>
    ${
      acts.includes('move') &&
      html`<div class="for-move">
        <label for=${at('until')}>To which period?</label>
        <input type="date" id=${at('until')} name="until" value=${filled?.until ?? ''} />
        <p class="muted small">Any day of it. It is billed with the first period that ends on that day or later.</p>
      </div>`
    }
    ${
      unit &&
      html`<div class="for-off">
        <label for=${at('quantity')}>How many ${unit}?</label>
        <input
          id=${at('quantity')}
          name="quantity"
          inputmode="decimal"
          placeholder="All of it"
          value=${filled?.quantity ?? ''}
        />
      </div>`
    }
    ${
      entries.length > 0 &&
      html`<fieldset class="for-off whose">
        <legend>Whose work?</legend>
        ${!isTicked && html`<p class="muted small">None ticked: all of it. Part of an entry is taken off one entry.</p>`}
        ${entries.map(
          ({ value, label }) =>
            html`<label>
              <input type="checkbox" name="entry" value=${value} checked=${filled?.entry.includes(value) ?? isTicked} />
              <span>${label}</span>
            </label>`,
        )}
      </fieldset>`
    }
    ${
      acts.includes('write-down') &&
      html`<div class="for-price">
        <label for=${at('by')}>By how much?</label>
        <div class="pair">
          <input id=${at('by')} name="by" inputmode="decimal" value=${filled?.by ?? ''} />
          <select name="in" aria-label="Percent or amount">
            <option value="percent">%</option>
            <option value="amount" selected=${filled?.in === 'amount'}>${invoice.currency} before tax</option>
          </select>
        </div>
      </div>`
    }
    <label for=${at('text')}>Why?</label>
    <input
      id=${at('text')}
      name="text"
      required
      dir="auto"
      minlength=${REASON_MIN}
      maxlength=${REASON_MAX}
      value=${filled?.text ?? ''}
      aria-describedby=${isOpen && problem ? at('problem') : undefined}
    />
    <button class="primary">${isMissing ? 'Say so' : 'Change the draft'}</button>
  </form>`;
}
