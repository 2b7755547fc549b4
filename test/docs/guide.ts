import { readFileSync } from 'node:fs';

/** A guide's sections of the second level, by their heading, in order. */
export function sectionsOf(guide: string): Map<string, string> {
  const text = readFileSync(new URL(`../../docs/${guide}`, import.meta.url), 'utf8');
  const sections = text.split(/^## /m).slice(1);
  return new Map(sections.map((section) => [section.split('\n')[0] ?? '', section]));
}
