import { describe } from 'vitest';
import { aThousandClicks } from './thousand-clicks.ts';
import { freshDatabase } from './fresh-database.ts';

describe('a thousand copies of a click by four channels at once', () => aThousandClicks(() => freshDatabase()));
