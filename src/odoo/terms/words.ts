import type { TermField } from './shape.ts';
import { SECTIONS, TABLES, VERSION_FIELDS } from './shape.ts';

/** `Caps, row 1, Amount`: where on the screen of a version to look. */
export function placeWords(inside: readonly PropertyKey[]): string {
  const names = inside.filter((step) => typeof step !== 'number').map(String);
  const table = TABLES.find(({ path: at }) => at.every((step, depth) => step === names[depth]));
  const number = inside.find((step) => typeof step === 'number');
  if (table) {
    const field = names.slice(table.path.length);
    const where = number === undefined ? '' : `, row ${Number(number) + 1}`;
    return `${table.label}${where}${field.length ? `, ${labelled(table.fields, field)}` : ''}`;
  }
  const section = SECTIONS.find(({ name }) => name === names[0]);
  if (section) return `${section.label}${names.length > 1 ? `, ${labelled(section.fields, names)}` : ''}`;
  return labelled(VERSION_FIELDS, names);
}

const labelled = (fields: readonly TermField[], at: readonly string[]): string =>
  fields.find((field) => field.path.join() === at.join())?.label ?? at.join(' ');
