import { readBy } from './mail.ts';

/** A cell that holds something: what it is to openpyxl (`s` text, `n` number, `d` day, `f` formula), and how it is shown. */
export interface Cell {
  value: string | number;
  type: string;
  format: string;
  quoted: boolean;
}

export type Workbook = Record<string, (Cell | undefined)[][]>;

const READ = `
import json, sys, openpyxl
def told(cell):
    value = str(cell.value)[:10] if cell.data_type == 'd' else cell.value
    return None if value is None else {
        'value': value, 'type': cell.data_type, 'format': cell.number_format, 'quoted': bool(cell.quotePrefix)}
book = openpyxl.load_workbook(open(sys.argv[1], 'rb'))
print(json.dumps({sheet.title: [[told(cell) for cell in row] for row in sheet.iter_rows()] for sheet in book}))
`;

/** The sheets of a workbook by name, row by row, as openpyxl reads them: it is what Odoo imports spreadsheets with. */
export async function readWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const sheets = JSON.parse(await readBy(bytes, (file) => ['python3', '-c', READ, file])) as Record<
    string,
    (Cell | null)[][]
  >;
  return Object.fromEntries(
    Object.entries(sheets).map(([name, rows]) => [name, rows.map((row) => row.map((cell) => cell ?? undefined))]),
  );
}

/** A table's rows below its heading, each by the heading's words; equal words are told apart by what comes before. */
export function table(rows: (Cell | undefined)[][], heading: string): Map<string, Cell | undefined>[] {
  const at = rows.findIndex((row) => row[0]?.value === heading);
  const words = (rows[at] ?? []).map((cell) => String(cell?.value ?? ''));
  const named = words.map((word, index) => (words.indexOf(word) < index ? `${words[index - 1] ?? ''} ${word}` : word));
  return rows.slice(at + 1).map((row) => new Map(row.map((cell, index) => [named[index] ?? '', cell])));
}
