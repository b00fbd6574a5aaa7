/** Seconds for people: as many digits as tell something. */
export function seconds(value: number): string {
  if (value === 0) return '0 s';
  if (value < 1e-6) return `${+(value * 1e9).toPrecision(3)} ns`;
  if (value < 1e-3) return `${+(value * 1e6).toPrecision(4)} µs`;
  if (value < 1) return `${+(value * 1e3).toPrecision(5)} ms`;
  return `${+value.toPrecision(5)} s`;
}

const steps = ['', 'k', 'M', 'G', 'T'];

function scaled(value: number, unit: string): string {
  let step = 0;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000;
    step++;
  }
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toPrecision(3)} ${steps[step]}${unit}`;
}

export const bitRate = (bitsPerSecond: number) => scaled(bitsPerSecond, 'bit/s');
export const bytes = (count: number) => scaled(count, 'B');
export const count = (value: number) => value.toLocaleString('en-US');
export const total = (reasons: Record<string, number>) => Object.values(reasons).reduce((sum, one) => sum + one, 0);
export const reasonsOf = (reasons: Record<string, number>) =>
  Object.entries(reasons).filter(([, many]) => many > 0).map(([reason, many]) => `${count(many)} ${reason.replaceAll('_', ' ')}`).join(', ');
