/** Columns as wide as what is in them: words to the left, the columns named in `figures` to the right. */
export function columns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  figures: readonly number[] = head.map((_, column) => column).slice(1),
): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const shown = (row: readonly string[]) =>
    row
      .map((cell, at) => (figures.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(shown).join('\n');
}
