// Started as a process of its own by stack.test.ts, to see what becomes of an Odoo whose starter is stopped.
import { startOdoo } from '../../../stack/odoo.ts';

const odoo = await startOdoo({ workers: 1 });
process.send?.({ pids: odoo.pids(), work: odoo.work });
