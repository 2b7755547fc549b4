import { SandboxFault, unknown } from './faults.ts';
import { MODELS, type ModelName, type RowOf } from './models.ts';
import type { Field, Value } from './schema.ts';

export type AnyRow = { id: number } & Record<string, Value>;

/** What Odoo shows of the same records to others. */
const VIEWS: Record<string, string> = { 'hr.employee.public': 'hr.employee' };

/** The records of the sandbox. What fails inside a transaction leaves nothing behind. */
export class Store {
  readonly #tables = new Map<string, Map<number, AnyRow>>();
  readonly #undo: (() => void)[] = [];
  #nextId = 1;

  create<M extends ModelName>(model: M, values: Partial<RowOf<M>>): RowOf<M> {
    const fields = Object.entries(fieldsOf(model));
    const stray = Object.keys(values).find((name) => name !== 'id' && !(name in fieldsOf(model)));
    if (stray) throw unknown(`the field ${model}.${stray}`);
    const initial = fields.map(([name, { initial: empty }]) => [name, empty]);
    const row = { ...Object.fromEntries(initial), ...values, id: this.#nextId++ } as AnyRow;
    const table = this.#table(model);
    table.set(row.id, row);
    this.#undo.push(() => table.delete(row.id));
    return row as RowOf<M>;
  }

  write<M extends ModelName>(model: M, id: number, values: Partial<RowOf<M>>): void {
    const table = this.#table(model);
    const before = this.get(model, id) as AnyRow;
    table.set(id, { ...before, ...values } as AnyRow);
    this.#undo.push(() => table.set(id, before));
  }

  unlink(model: ModelName, id: number): void {
    const table = this.#table(model);
    const before = this.get(model, id) as AnyRow;
    table.delete(id);
    this.#undo.push(() => table.set(id, before));
  }

  /** As it is now; a row is never changed in place. */
  get<M extends ModelName>(model: M, id: number): RowOf<M> {
    const row = this.find(model, id);
    if (!row)
      throw new SandboxFault(2, `Record does not exist or has been deleted.\n(Record: ${model}(${String(id)},))`);
    return row;
  }

  find<M extends ModelName>(model: M, id: number): RowOf<M> | undefined {
    return this.#table(model).get(id) as RowOf<M> | undefined;
  }

  /** By id. */
  where<M extends ModelName>(model: M, test: (row: RowOf<M>) => boolean): RowOf<M>[] {
    const rows = [...this.#table(model).values()] as RowOf<M>[];
    return rows.filter(test).sort((a, b) => a.id - b.id);
  }

  all<M extends ModelName>(model: M): RowOf<M>[] {
    return this.where(model, () => true);
  }

  /** Everything `run` did is undone where it throws. */
  transaction<T>(run: () => T): T {
    this.#undo.length = 0;
    try {
      return run();
    } catch (error) {
      for (const undo of this.#undo.toReversed()) undo();
      throw error;
    }
  }

  #table(model: string): Map<number, AnyRow> {
    const name = VIEWS[model] ?? model;
    const table = this.#tables.get(name) ?? new Map<number, AnyRow>();
    this.#tables.set(name, table);
    return table;
  }
}

export function fieldsOf(model: string): Record<string, Field> {
  const fields = (MODELS as Record<string, Record<string, Field> | undefined>)[model];
  if (!fields) throw unknown(`the model ${model}`);
  return fields;
}
