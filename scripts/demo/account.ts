import { exact, sum, text } from '../../src/money/decimal.ts';
import type { Work } from '../../src/rules/entry.ts';
import { evaluateAll } from '../../src/rules/evaluate.ts';
import { summarise, type Summary } from '../../src/rules/summary.ts';
import { total, untaxed } from '../../src/sandbox/amounts.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export interface Account extends Summary {
  /** What Odoo's ledger holds of the work read, by kind and unit: on invoices, or with a reason why not. */
  ledger: { kind: string; unit: string; read: string; told: string }[];
  /** The invoices as they are in Odoo, per currency. */
  invoices: { currency: string; count: number; posted: number; untaxed: string; total: string }[];
  /** Everything that does not add up; empty where the identity holds. */
  problems: string[];
}

/** What was read and what became of it: judged once more from what was collected, and compared with what Odoo now holds. */
export function account(works: Work[], { store, firm }: Sandbox): Account {
  const summary = summarise(evaluateAll(works, firm.today));
  const ledger = ledgerOf(works, store);
  const invoices = invoicesOf(store);
  const problems = [
    ...summary.breaks,
    ...ledger
      .filter((row) => !exact(row.read).eq(row.told))
      .map((row) => `${row.kind}: ${row.read} ${row.unit} read, ${row.told} ${row.unit} in Odoo's ledger`),
    ...summary.money
      .map(({ currency, invoices: proposed }) => {
        const made = invoices.find((each) => each.currency === currency)?.untaxed ?? '0';
        return { currency, proposed, made };
      })
      .filter(({ proposed, made }) => !exact(proposed).eq(made))
      .map(({ currency, proposed, made }) => `${currency}: ${proposed} proposed, ${made} on invoices`),
  ];
  return { ...summary, ledger, invoices, problems };
}

function ledgerOf(works: Work[], store: Sandbox['store']): Account['ledger'] {
  const entries = works.flatMap((work) => work.entries);
  const told = Map.groupBy(store.all('x_billing_part'), (part) => `${part.x_model},${String(part.x_record_id)}`);
  return [...Map.groupBy(entries, ({ kind, unit }) => `${kind} ${unit}`).values()].map((own) => {
    const parts = own.flatMap(({ key }) => told.get(key) ?? []);
    const [{ kind = '', unit = '' } = {}] = own;
    return {
      kind,
      unit,
      read: text(sum(own.map(({ quantity }) => exact(quantity)))),
      told: text(sum(parts.map(({ x_quantity_exact }) => exact(x_quantity_exact)))),
    };
  });
}

function invoicesOf(store: Sandbox['store']): Account['invoices'] {
  const ours = store.where('account.move', ({ x_billing_key, state }) => x_billing_key !== '' && state !== 'cancel');
  const amount = (amounts: number[]) => text(sum(amounts.map(exact)));
  return [...Map.groupBy(ours, ({ currency_id }) => currency_id)].map(([currency, moves]) => ({
    currency: store.get('res.currency', currency).name,
    count: moves.length,
    posted: moves.filter(({ state }) => state === 'posted').length,
    untaxed: amount(moves.map((move) => untaxed(move, store))),
    total: amount(moves.map((move) => total(move, store))),
  }));
}
