import type { ConnectionHistory } from './api';

/** A time and what was read then: cwnd, ssthresh, in flight, smoothed RTT in seconds, segments sent again. */
export type Reading = [time: number, ...values: (number | null)[]];

/** More cannot be told apart on a screen. */
const mostReadings = 4000;

/**
 * A connection over time. The simulation keeps fewer readings of the past the longer it runs; what was heard while somebody looked on stays as
 * fine as it came.
 */
export class History {
  private readonly byTime = new Map<number, Reading>();
  readings: Reading[] = [];

  add(told: ConnectionHistory): void {
    told.times_s.forEach((time, i) => this.byTime.set(time, [
      time, told.congestion_window[i]!, told.slow_start_threshold[i]!, told.in_flight[i]!, told.smoothed_rtt_s[i]!, told.segments_retransmitted[i]!]));
    this.readings = [...this.byTime.values()].sort((one, other) => one[0] - other[0]);
    if (this.readings.length <= mostReadings) return;
    this.readings = this.readings.filter((_, i) => i % 2 === 0 || i === this.readings.length - 1);
    this.byTime.clear();
    for (const reading of this.readings) this.byTime.set(reading[0], reading);
  }

  /** One column of the readings. */
  column(index: number): (number | null)[] {
    return this.readings.map(reading => reading[index] ?? null);
  }
}
