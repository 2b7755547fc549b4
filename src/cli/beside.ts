import { extname, join } from 'node:path';

/** What lies beside this file, at the same distance in the sources and in the bundle (dist/cli/main.js). */
export const WORKFLOWS = join(import.meta.dirname, '../../workflows');

export const DESK = new URL(`../desk/main${extname(import.meta.filename)}`, import.meta.url).href;
