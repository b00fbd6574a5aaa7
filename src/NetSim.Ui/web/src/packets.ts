import { packetsUnderWay, type PacketUnderWay, type Time } from './api';

/** A packet at the moment that is shown: `progress` is 0 where it leaves and 1 where it arrives. */
export interface Moving { packet: PacketUnderWay; progress: number }

/** Slower than this, in simulated seconds per second, an eye can follow a packet. */
const slowPace = 0.1;

const ask_ms = 100;

/** While time passes, what is shown is so much behind what was heard: else a packet would be seen only after it had left. */
const lag_ms = 200;

/** So fast, in milliseconds, a picture follows a clock that was moved on by hand. */
const catchUp_ms = 150;

/** What is on the wires, while time passes slowly enough for anybody to see it. */
export class Packets {
  /** The simulated time that is shown. */
  shown_s = 0;
  isFollowed = false;
  leftOut = 0;
  private readonly known = new Map<string, PacketUnderWay>();
  private heard: { time_s: number; at: number } | null = null;
  private pace = 0;
  private timer = 0;
  private isAsking = false;

  constructor(private readonly onHeard: () => void) {}

  /** Hears of the clock. */
  follow(time: Time): void {
    const isPaused = time.state === 'paused';
    this.pace = isPaused ? 0 : time.pace ?? Infinity;
    const isSlow = isPaused || (time.state === 'running' && this.pace <= slowPace);
    if (isSlow !== this.isFollowed) {
      this.isFollowed = isSlow;
      this.forget();
      this.onHeard();
    }
    if (isSlow && !isPaused) {
      this.timer ||= window.setInterval(() => this.ask(), ask_ms);
      return;
    }
    window.clearInterval(this.timer);
    this.timer = 0;
    // While time stands still, so does all that is on the way.
    if (isPaused && this.heard?.time_s !== time.now_s) this.ask();
  }

  /** Moves on to what is to be shown now. */
  advance(passed_ms: number): void {
    if (!this.heard) return;
    if (this.pace === 0) {
      this.shown_s += (this.heard.time_s - this.shown_s) * Math.min(1, passed_ms / catchUp_ms);
    } else {
      const wanted = this.heard.time_s + (performance.now() - this.heard.at - lag_ms) / 1000 * this.pace;
      const behind = wanted - this.shown_s;
      const step = passed_ms / 1000 * this.pace;
      // Never back, unless what is shown was of another time altogether.
      this.shown_s = Math.abs(behind) > this.pace ? wanted : this.shown_s + Math.max(0, step + behind * Math.min(1, passed_ms / 500));
    }
  }

  /** For those who want no motion: what was heard last. */
  jump(): void {
    if (this.heard) this.shown_s = this.heard.time_s;
  }

  /** What is between two nodes at the time that is shown. */
  moving(): Moving[] {
    const seen: Moving[] = [];
    for (const [key, packet] of this.known) {
      if (packet.arrival_s < this.shown_s) this.known.delete(key);
      else if (packet.departure_s <= this.shown_s && packet.arrival_s > packet.departure_s)
        seen.push({ packet, progress: (this.shown_s - packet.departure_s) / (packet.arrival_s - packet.departure_s) });
    }
    return seen;
  }

  /** By link and end, how many wait to leave. */
  waiting(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { link, from, departure_s } of this.known.values()) {
      const key = `${from} ${link}`;
      if (departure_s > this.shown_s) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  private forget(): void {
    this.known.clear();
    this.heard = null;
    this.leftOut = 0;
  }

  private ask(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    packetsUnderWay().then(told => {
      if (!this.isFollowed) return;
      if (!this.heard) this.shown_s = told.time_s;
      this.heard = { time_s: told.time_s, at: performance.now() };
      this.leftOut = told.left_out;
      for (const packet of told.packets) this.known.set(`${packet.link} ${packet.from} ${packet.arrival_s} ${packet.text}`, packet);
      this.onHeard();
    }, () => {}).finally(() => { this.isAsking = false; });
  }
}
