import type { OdooApi } from '../../../../src/odoo/api.ts';
import type { Values } from '../seed/odoo.ts';
import { createAll } from '../seed/odoo.ts';

/** Records of one model, each asked for by a key and made once, all of them in one call. */
export class Wanted {
  readonly model: string;
  readonly #rows = new Map<string, Values>();
  readonly #ids = new Map<string, number>();

  constructor(model: string) {
    this.model = model;
  }

  want(key: string, values: Values): string {
    if (!this.#rows.has(key)) this.#rows.set(key, values);
    return key;
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  async make(api: OdooApi, context: Values = {}): Promise<void> {
    const rows = [...this.#rows].filter(([key]) => !this.#ids.has(key));
    const ids = await createAll(
      api,
      this.model,
      rows.map(([, values]) => values),
      context,
    );
    rows.forEach(([key], index) => this.#ids.set(key, ids[index] as number));
  }

  id(key: string): number {
    const id = this.#ids.get(key);
    if (id === undefined) throw new Error(`Nobody asked for ${key} of ${this.model}`);
    return id;
  }

  ids(): number[] {
    return [...this.#ids.values()];
  }
}
