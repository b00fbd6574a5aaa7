import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { element } from './dom';
import { bytes, seconds } from './figures';
import type { History } from './history';

interface Curve { label: string; color: string; column: number; dash?: number[]; isStepped?: boolean; fill?: boolean }

interface Chart { title: string; height: number; figure: (value: number) => string; curves: Curve[] }

const charts: Chart[] = [
  {
    title: 'Windows', height: 170, figure: bytes,
    curves: [
      { label: 'in flight', color: 'curve-1', column: 3, fill: true },
      { label: 'cwnd', color: 'curve-2', column: 1 },
      { label: 'ssthresh', color: 'curve-3', column: 2, dash: [5, 4] },
    ],
  },
  { title: 'Smoothed round-trip time', height: 120, figure: seconds, curves: [{ label: 'SRTT', color: 'curve-4', column: 4 }] },
  {
    title: 'Segments sent again', height: 100, figure: value => String(Math.round(value)),
    curves: [{ label: 'since the start', color: 'high', column: 5, isStepped: true, fill: true }],
  },
];

const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The charts of one connection, one above the other over the same time. The cursor of one is the cursor of all; the arrow keys move it. */
export class Plot {
  readonly root = element('div', { className: 'plot', tabIndex: 0 });
  private readonly rooms = charts.map(chart => element('div', { className: 'chart' }, element('h3', { textContent: chart.title })));
  private readonly resizing = new ResizeObserver(() => this.fit());
  private readonly scheme = window.matchMedia('(prefers-color-scheme: dark)');
  private readonly repaint = () => this.make();
  private drawn: uPlot[] = [];

  constructor(private readonly history: History, name: string) {
    this.root.append(...this.rooms);
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', `${name} over simulated time; the arrow keys move through it, and the figures below each chart follow`);
    this.root.onkeydown = event => this.move(event);
    this.resizing.observe(this.root);
    this.scheme.addEventListener('change', this.repaint);
  }

  /** Draws what has come to be known. */
  show(): void {
    if (this.drawn.length === 0) this.make();
    this.drawn.forEach((one, i) => {
      one.setData(this.dataOf(charts[i]!));
      // Without a cursor the figures are those of the present.
      if ((one.cursor.left ?? -1) < 0) one.setLegend({ idx: this.history.readings.length - 1 }, false);
    });
    this.root.dataset.readings = String(this.history.readings.length);
  }

  dispose(): void {
    this.resizing.disconnect();
    this.scheme.removeEventListener('change', this.repaint);
    for (const one of this.drawn) one.destroy();
    this.drawn = [];
  }

  private make(): void {
    for (const one of this.drawn) one.destroy();
    const width = this.width();
    // No two selections share a cursor.
    const sync = { key: `plot-${performance.now()}`, setSeries: false };
    this.drawn = charts.map((chart, i) => new uPlot(optionsOf(chart, width, sync), this.dataOf(chart), this.rooms[i]!));
  }

  private dataOf(chart: Chart): uPlot.AlignedData {
    return [this.history.readings.map(reading => reading[0]), ...chart.curves.map(curve => this.history.column(curve.column))];
  }

  private width(): number {
    return Math.max(200, this.root.clientWidth);
  }

  private fit(): void {
    this.drawn.forEach((one, i) => {
      if (one.width !== this.width()) one.setSize({ width: this.width(), height: charts[i]!.height });
    });
  }

  private move(event: KeyboardEvent): void {
    const first = this.drawn[0], count = this.history.readings.length;
    if (!first || count === 0) return;
    const stride = event.shiftKey ? Math.max(1, Math.round(count / 20)) : 1;
    const at = first.cursor.idx ?? count - 1;
    const next = { ArrowLeft: at - stride, ArrowRight: at + stride, Home: 0, End: count - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const time = this.history.readings[Math.min(count - 1, Math.max(0, next))]![0];
    for (const one of this.drawn) one.setCursor({ left: one.valToPos(time, 'x'), top: one.over.clientHeight / 2 }, false);
  }
}

function optionsOf(chart: Chart, width: number, sync: uPlot.Cursor.Sync): uPlot.Options {
  const axis = { stroke: color('faint'), grid: { stroke: color('rule'), width: 1 }, ticks: { stroke: color('rule'), width: 1, size: 4 }, font: '11px system-ui, sans-serif' };
  return {
    width, height: chart.height, padding: [8, 10, 0, 0],
    cursor: { sync, drag: { setScale: false }, points: { size: 6 } },
    scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] } },
    axes: [
      { ...axis, size: 26, values: (_plot, splits) => splits.map(seconds), space: 60 },
      { ...axis, size: 58, values: (_plot, splits) => splits.map(split => chart.figure(split)), space: 28 },
    ],
    series: [
      { label: 'at', value: (_plot, value) => value === null || value === undefined ? '–' : seconds(value) },
      ...chart.curves.map(curve => ({
        label: curve.label, stroke: color(curve.color), width: 1.5, points: { show: false }, spanGaps: false,
        value: (_plot: uPlot, value: number | null) => value === null || value === undefined ? '–' : chart.figure(value),
        ...curve.dash && { dash: curve.dash },
        ...curve.fill && { fill: `${color(curve.color)}22` },
        ...curve.isStepped && { paths: uPlot.paths.stepped!({ align: 1 }) },
      })),
    ],
  };
}
