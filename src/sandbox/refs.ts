export type RefKind =
  | 'user'
  | 'employee'
  | 'customer'
  | 'product'
  | 'order'
  | 'line'
  | 'project'
  | 'task'
  | 'milestone'
  | 'expense'
  | 'time'
  | 'tax'
  | 'calendar';

/** Which record the firm's names and refs became, in the sandbox or in a real Odoo. A task is `project / task`. */
export class Refs {
  readonly #ids = new Map<string, number>();

  set(kind: RefKind, ref: string, id: number): number {
    this.#ids.set(`${kind} ${ref}`, id);
    return id;
  }

  id(kind: RefKind, ref: string): number {
    const id = this.#ids.get(`${kind} ${ref}`);
    if (id === undefined) throw new RangeError(`The firm has no ${kind} "${ref}"`);
    return id;
  }

  ids(kind: RefKind, refs: string[]): number[] {
    return refs.map((ref) => this.id(kind, ref));
  }
}
