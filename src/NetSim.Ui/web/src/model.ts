import type { Direction, Link, Live, Network, Time } from './api';
import { total } from './figures';

/** What one direction of a link does just now. */
export interface Flow { bitsPerSecond: number; load: number | null; drops: number }

export interface LinkNow { link: Link; ab: Flow; ba: Flow }

interface Seen { time: number; ab: Direction; ba: Direction }

/** So much of the past, in real milliseconds, a rate is the mean of. */
const window_ms = 1000;

const idle: Flow = { bitsPerSecond: 0, load: 0, drops: 0 };

/** The network as it was told last, and what follows from what was told before. */
export class Model {
  network: Network | null = null;
  time: Time | null = null;
  readonly links = new Map<string, LinkNow>();
  private readonly past = new Map<string, { at: number; seen: Seen }[]>();

  take(live: Live): void {
    const at = performance.now();
    this.network = live.network;
    this.time = live.time;
    for (const link of live.network.links) {
      const past = this.past.get(link.id) ?? [];
      const seen: Seen = { time: live.network.time_s, ab: link.a_to_b, ba: link.b_to_a };
      const last = past.at(-1);
      // While time stands still the last rates are shown on.
      if (!last || last.seen.time < seen.time) past.push({ at, seen });
      while (past.length > 2 && at - past[1]!.at > window_ms) past.shift();
      this.past.set(link.id, past);
      const first = past[0]!.seen;
      this.links.set(link.id, {
        link,
        ab: flow(first.ab, link.a_to_b, last?.seen.ab, seen.time - first.time),
        ba: flow(first.ba, link.b_to_a, last?.seen.ba, seen.time - first.time),
      });
    }
  }
}

function flow(first: Direction, now: Direction, last: Direction | undefined, passed: number): Flow {
  if (passed <= 0 || !last) return idle;
  const bitsPerSecond = (now.bytes - first.bytes) * 8 / passed;
  return { bitsPerSecond, load: now.rate_bps ? Math.min(1, bitsPerSecond / now.rate_bps) : null, drops: total(now.dropped) - total(last.dropped) };
}

/** The node of an end: web of web:eth0. */
export const nodeOf = (end: string) => end.slice(0, end.indexOf(':'));
