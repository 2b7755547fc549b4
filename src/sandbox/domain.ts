import { unknown } from './faults.ts';
import type { ModelName } from './models.ts';
import { fieldOf, valueOf } from './read.ts';
import type { Value } from './schema.ts';
import type { AnyRow, Store } from './store.ts';

type Test = (row: AnyRow) => boolean;

/** Odoo's prefix notation, read from its end: operators take the tests to their right; what is left over is joined by and. */
export function matcher(db: Store, model: string, domain: unknown): Test {
  if (!Array.isArray(domain)) throw unknown(`the domain ${JSON.stringify(domain)}`);
  const tests: Test[] = [];
  const take = () => {
    const test = tests.pop();
    if (!test) throw unknown(`the domain ${JSON.stringify(domain)}: an operator has too little to its right`);
    return test;
  };
  for (const item of domain.toReversed() as unknown[]) {
    if (item === '!') {
      const test = take();
      tests.push((row) => !test(row));
    } else if (item === '&' || item === '|') {
      const [left, right] = [take(), take()];
      tests.push(item === '&' ? (row) => left(row) && right(row) : (row) => left(row) || right(row));
    } else {
      tests.push(condition(db, model, item));
    }
  }
  return (row) => tests.every((test) => test(row));
}

function condition(db: Store, model: string, item: unknown): Test {
  if (!Array.isArray(item) || item.length !== 3 || typeof item[0] !== 'string') {
    throw unknown(`the condition ${JSON.stringify(item)}`);
  }
  const [path, operator, wanted] = item as [string, string, unknown];
  const compare = comparison(positive(operator), wanted);
  return along(db, model, path, compare, operator !== positive(operator));
}

const positive = (operator: string): string => (operator === '!=' ? '=' : operator.replace(/^not /, ''));

/** Along a path Odoo asks for *some* record at its end; what is negated is the condition there, not the way to it. */
function along(db: Store, model: string, path: string, compare: (value: Value) => boolean, negative: boolean): Test {
  const [name = '', ...rest] = path.split('.');
  const field = fieldOf(model, name);
  if (rest.length === 0) {
    const several = field.type === 'one2many' || field.type === 'many2many';
    return (row) => {
      const value = valueOf(db, model, row, name);
      const ids = value as number[];
      const found = several ? (ids.length > 0 ? ids.some(compare) : compare(0)) : compare(value);
      return found !== negative;
    };
  }
  const { comodel } = field;
  if (!comodel) throw unknown(`a path through ${model}.${name}`);
  const further = along(db, comodel, rest.join('.'), compare, negative);
  return (row) => {
    const ids = [valueOf(db, model, row, name)].flat().filter(Boolean) as number[];
    return ids.some((id) => further(db.get(comodel as ModelName, id) as AnyRow));
  };
}

/** In the store an empty value is `''`, `0` or `false`, whichever the field's type has; in a domain it is `false`. */
const same = (value: Value, wanted: unknown): boolean =>
  wanted === false ? !value : typeof wanted === 'boolean' ? value === wanted : value === wanted;

function comparison(operator: string, wanted: unknown): (value: Value) => boolean {
  const ordered = (test: (value: string | number) => boolean) => (value: Value) =>
    typeof value === typeof wanted && value !== '' && test(value as string | number);
  const limit = wanted as string | number;
  switch (operator) {
    case '=':
      return (value) => same(value, wanted);
    case 'in': {
      if (!Array.isArray(wanted)) throw unknown(`the operator in with ${JSON.stringify(wanted)}`);
      const members = new Set(wanted as unknown[]);
      return (value) => members.has(value) || (!value && members.has(false));
    }
    case '<':
      return ordered((value) => value < limit);
    case '<=':
      return ordered((value) => value <= limit);
    case '>':
      return ordered((value) => value > limit);
    case '>=':
      return ordered((value) => value >= limit);
    case 'like':
      return (value) => String(value).includes(String(wanted));
    case 'ilike':
      return (value) => String(value).toLowerCase().includes(String(wanted).toLowerCase());
    case '=ilike':
      return (value) => String(value).toLowerCase() === String(wanted).toLowerCase();
    default:
      throw unknown(`the operator ${operator}`);
  }
}
