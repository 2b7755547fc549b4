import { type Request, type Response, Router } from 'express';
import { z } from 'zod/v4';
import { kpiReport } from '../../billing/kpi/kpis.ts';
import type { KpiOdoo } from '../../billing/kpi/ports.ts';
import type { Context } from '../context.ts';
import { forAWhile } from '../for-a-while.ts';
import { daysOf, monthsOn } from '../kpi/months.ts';
import { within } from '../patience.ts';
import type { Cookies } from '../signin/cookies.ts';
import { kpiListPage } from './kpi-list.ts';
import { kpisPage } from './kpis.ts';
import * as outcome from './outcome.ts';
import { asPage, perMinute, REQUESTS_PER_MINUTE } from './routes.ts';
import { doorkeeper, type Visitor } from './visitor.ts';

/** Reading all work of a firm takes Odoo a while: what was read serves for a quarter of an hour. */
const FRESH_MS = 15 * 60_000;
const PATIENCE_MS = 25_000;

const MONTH = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/);

/** KPIs for signed-in controllers, of the companies Odoo lets them act for. */
export function kpiRoutes(context: Context, cookies: Cookies): Router {
  const { measuring, now, log } = context;
  const arrive = doorkeeper(context, cookies);
  const router = Router();
  if (!measuring) return router;
  const read = reader(measuring, now);

  /** Whose companies' KPIs are asked for; undefined where the answer is given already. */
  async function controller(req: Request, res: Response): Promise<(Visitor & { companyIds: number[] }) | undefined> {
    const visitor = await arrive(req, res);
    if (!visitor) return undefined;
    const { person, you } = visitor;
    if (person?.controls && person.companyIds.length > 0) return { ...visitor, companyIds: person.companyIds };
    const why = person
      ? `${person.name} is not in Odoo's group of billing controllers.`
      : 'Odoo can’t be reached at the moment, and only it knows who may see the KPIs.';
    res.status(person ? 403 : 503).send(outcome.nothingForYou(why, you));
    return undefined;
  }

  /** What was read of the month asked for; the last whole one where none is. */
  async function measured(
    { companyIds, you }: { companyIds: number[]; you: Visitor['you'] },
    req: Request,
    res: Response,
  ) {
    const last = now().toISOString().slice(0, 7);
    const month = MONTH.catch(monthsOn(last, -1)).parse(req.query['month']);
    try {
      return { month, last, ...(await within(PATIENCE_MS, read(JSON.stringify([month, companyIds.toSorted()])))) };
    } catch (error) {
      log.warn({ err: error }, 'KPIs could not be read');
      res.status(503).send(outcome.notYet('Odoo is still being read, or can’t be: reload this page in a minute.', you));
      return undefined;
    }
  }

  router.use('/kpis', perMinute(REQUESTS_PER_MINUTE), (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });
  router.get('/kpis', async (req, res) => {
    const visitor = await controller(req, res);
    const found = visitor && (await measured(visitor, req, res));
    if (visitor && found) res.send(kpisPage({ you: visitor.you, ...found }));
  });
  router.get('/kpis/:id', async (req, res) => {
    const visitor = await controller(req, res);
    const found = visitor && (await measured(visitor, req, res));
    if (!visitor || !found) return;
    const of = found.report.kpis.find(({ kpi }) => kpi.id === req.params.id);
    const wanted = req.query['currency'];
    const result = of?.results.find(({ currency }) => wanted === undefined || currency?.code === wanted);
    if (!of || !result)
      return void res.status(404).send(outcome.nothingForYou('Nothing was counted there.', visitor.you));
    const { month, at } = found;
    res.send(kpiListPage({ you: visitor.you, month, at, kpi: of.kpi, result, url: (record) => measuring.url(record) }));
  });
  router.use('/kpis', asPage);
  return router;
}

function reader(odoo: KpiOdoo, now: () => Date) {
  return forAWhile(
    async (key) => {
      const [month, companyIds] = z.tuple([MONTH, z.array(z.number())]).parse(JSON.parse(key));
      const at = now();
      return { at, report: await kpiReport(odoo, daysOf(month), at.toISOString().slice(0, 10), { companyIds }) };
    },
    now,
    FRESH_MS,
  );
}
