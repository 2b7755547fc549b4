import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { runWatch } from '../../src/billing/watch/run.ts';
import type { OfCompanies, Watch } from '../../src/billing/watch/watch.ts';
import type { Finding } from '../../src/rules/watch/finding.ts';
import { requiredDay } from '../shared/days.ts';
import { filteredIds } from '../shared/filters.ts';
import { eachItem } from '../shared/items.ts';
import { connect } from '../shared/odoo.ts';
import { flat, simplify } from '../shared/simplify.ts';

type Execute = (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;

/**
 * An operation that runs a watch, with the parameters Today, Keep Cases, Filters and Simplify. `look` only reads.
 *
 * @param optionsOf the watch's options, as the node has them for an item
 */
export function watchOperation<Options extends OfCompanies, Facts, Each extends Finding>(
  watch: Watch<Options, Facts, Each>,
  optionsOf: (context: IExecuteFunctions, index: number) => object,
  simplified: (found: Each) => object = flat,
): { execute: Execute; look: Execute } {
  const run = (context: IExecuteFunctions, keepCases: (index: number) => boolean) =>
    eachItem(context, async () => {
      const { odoo, api } = await connect(context);
      return async (index) => {
        const settings = { today: requiredDay(context, 'today', 'Today', index), keepCases: keepCases(index) };
        const options = { ...optionsOf(context, index), ...(await filteredIds(context, api, index)) };
        const { findings } = await runWatch(odoo, watch, options, settings);
        return simplify(context, index) ? findings.map(simplified) : findings;
      };
    });
  return {
    execute: (context) => run(context, (index) => context.getNodeParameter('keepCases', index) as boolean),
    look: (context) => run(context, () => false),
  };
}

/** Options that are numbers of the same name in the node. */
export const numbers =
  (...names: string[]) =>
  (context: IExecuteFunctions, index: number): object =>
    Object.fromEntries(names.map((name) => [name, context.getNodeParameter(name, index)]));
