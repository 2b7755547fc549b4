import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, SVGRenderer]);

/** As wide as it is shown about; it is stretched to the page's. */
const WIDTH = 100;
/** Height of a bar with the space around it, in px: as high as the rows beside it in kpis.css. */
export const ROW = 26;

/**
 * Bars below one another as SVG, drawn on the server: no script. Colours are the page's own, so that they are right in
 * light and dark. What they stand for is written beside them, where it can be read aloud.
 *
 * @param most the end of the scale, where it is known: 100 for percent
 */
export function barsOf(values: readonly number[], most?: number): string {
  const hasNegative = values.some((value) => value < 0);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: values.length * ROW });
  chart.setOption({
    animation: false,
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { type: 'value', show: false, ...(!hasNegative && { min: 0 }), max: most ?? 'dataMax' },
    yAxis: {
      type: 'category',
      inverse: true,
      data: values.map((_value, index) => index),
      axisTick: { show: false },
      axisLabel: { show: false },
      axisLine: { show: hasNegative, lineStyle: { color: 'var(--muted)' } },
    },
    series: {
      type: 'bar',
      silent: true,
      barWidth: 10,
      data: [...values],
      itemStyle: { color: 'var(--green)' },
      showBackground: !hasNegative,
      backgroundStyle: { color: 'var(--ground)' },
    },
  });
  const svg = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  // A style element is not allowed by the desk's content security policy, and the rule in it is for a mouse.
  return svg.replace(`<svg width="${WIDTH}"`, '<svg preserveAspectRatio="none"').replace(/<style[\s\S]*<\/style>/, '');
}
