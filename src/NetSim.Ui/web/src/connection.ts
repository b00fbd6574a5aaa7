import { connectionHistory, type Connection, type ConnectionHistory } from './api';
import { element } from './dom';
import { bytes, count, seconds } from './figures';
import { History } from './history';
import { Plot } from './plot';

const refresh_ms = 500;

/** What a connection is called: by its node, and where it leads. */
export const nameOf = (one: Connection) => `${one.node} ${one.local} → ${one.remote}`;

/** One end of a connection, drawn over time and brought up to date for as long as it is shown. */
export class ConnectionView {
  readonly root = element('div', { className: 'connection' });
  readonly state = element('span', { className: 'badge' });
  private readonly ends = element('p', { className: 'ends' });
  private readonly figures = element('p', { className: 'quiet' });
  private readonly history = new History();
  private plot: Plot | null = null;
  private nextLook = 0;
  private isGone = false;
  private isAsking = false;

  constructor(private readonly node: string, private readonly number: number) {
    this.root.append(this.ends, this.figures);
  }

  update(): void {
    if (this.isAsking || this.isGone || performance.now() < this.nextLook) return;
    this.nextLook = performance.now() + refresh_ms;
    this.isAsking = true;
    connectionHistory(this.node, this.number)
      .then(told => this.take(told), problem => { this.figures.textContent = (problem as Error).message; })
      .finally(() => { this.isAsking = false; });
  }

  dispose(): void {
    this.isGone = true;
    this.plot?.dispose();
  }

  private take(told: ConnectionHistory): void {
    if (this.isGone) return;
    const one = told.connection;
    this.history.add(told);
    this.state.textContent = one.state;
    this.state.dataset.state = told.closed_s === null ? 'up' : 'ended';
    this.ends.textContent = `${one.local} → ${one.remote}`;
    this.figures.textContent = `opened at ${seconds(told.opened_s)}${told.closed_s === null ? '' : `, closed at ${seconds(told.closed_s)}`}; ${bytes(one.acknowledged)} sent and acknowledged, `
      + `${bytes(one.received)} received, ${count(told.segments_retransmitted.at(-1) ?? 0)} segments sent again`;
    if (!this.plot) {
      this.plot = new Plot(this.history, nameOf(one));
      this.root.append(this.plot.root);
    }
    this.plot.show();
  }
}
