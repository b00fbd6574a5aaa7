// What the control API says, as far as the page needs it; /openapi/v1.json of `netsim run --ctl` has it all.

export interface Time {
  mode: 'virtual' | 'real';
  now_s: number;
  stop_s: number | null;
  state: 'running' | 'paused' | 'ended';
  pace: number | null;
  is_controllable: boolean;
}

export interface Interface { name: string; addresses: string[]; state: 'up' | 'down'; carrier: boolean }

export interface Node { name: string; kind: string; state: 'up' | 'down'; interfaces: Interface[]; applications: string[] }

export interface Direction {
  properties: string; rate: string; rate_bps: number | null; delay: string; loss: string | null;
  packets: number; bytes: number; dropped: Record<string, number>;
}

export interface Link { id: string; a: string; b: string; state: 'up' | 'down'; a_to_b: Direction; b_to_a: Direction }

export interface Network { name: string; mode: string; time_s: number; nodes: Node[]; links: Link[] }

export interface Live { time: Time; network: Network }

/** One end of a TCP connection. */
export interface Connection {
  node: string; number: number; local: string; remote: string; state: string; congestion_window: number; in_flight: number; smoothed_rtt_s: number;
  acknowledged: number; received: number; retransmitted: number;
}

export interface ConnectionHistory {
  connection: Connection; opened_s: number; closed_s: number | null;
  times_s: number[]; congestion_window: number[]; slow_start_threshold: (number | null)[]; in_flight: number[]; smoothed_rtt_s: (number | null)[];
  segments_retransmitted: number[];
}

export interface PacketUnderWay {
  link: string; from: 'a' | 'b'; departure_s: number; arrival_s: number; bytes: number; protocol: 'tcp' | 'udp' | 'icmp' | 'other'; text: string;
}

export interface Wires { time_s: number; packets: PacketUnderWay[]; left_out: number }

export interface NodeDetails {
  node: Node; received: number; sent: number; forwarded: number; dropped: Record<string, number>;
  ports: { name: string; mac: string; received_packets: number; received_bytes: number; sent_packets: number; sent_bytes: number; dropped: Record<string, number> }[];
  routes: { to: string; via: string; interface: string; metric: number; origin: string }[];
  neighbours: { address: string; interface: string; mac: string; state: string }[];
  connections: Connection[];
  applications: { application: string; is_done: boolean; error: string | null }[];
}

/** An order of the file's words: an entry of `events`. */
export type Order = Record<string, unknown>;

/** What was refused, in the sentences of the simulation. */
export class Refused extends Error {}

async function ask<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, body === undefined
    ? { signal: signal ?? null }
    : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal: signal ?? null });
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
  let problem = text.trim() || `the simulation answered ${response.status}`;
  try {
    problem = (JSON.parse(text) as { problems: string[] }).problems.join('; ');
  } catch {
    // Then it was no JSON, but a sentence.
  }
  throw new Refused(problem);
}

let lastOrder: Promise<unknown> = Promise.resolve();

/** Orders are given one after the other, so that they are carried out in that order. */
export function order(what: Order): Promise<{ at_s: number }> {
  const taken = lastOrder.then(() => ask<{ at_s: number }>('/v1/events', what));
  lastOrder = taken.catch(() => {});
  return taken;
}

export const controlTime = (what: { state?: 'running' | 'paused'; pace?: number; step?: string }) => ask<Time>('/v1/time', what);
export const nodeDetails = (node: string) => ask<NodeDetails>(`/v1/nodes/${encodeURIComponent(node)}`);
export const packetsUnderWay = () => ask<Wires>('/v1/packets');
export const connections = () => ask<Connection[]>('/v1/connections');
export const connectionHistory = (node: string, number: number) => ask<ConnectionHistory>(`/v1/nodes/${encodeURIComponent(node)}/connections/${number}`);
export const stopRun = () => ask<void>('/v1/stop', {});
export const execute = (node: string, application: Order, signal: AbortSignal) =>
  ask<Record<string, unknown> | undefined>(`/v1/nodes/${encodeURIComponent(node)}/applications`, application, signal);

/** The network again and again, until it is over. */
export function watch(onLive: (live: Live) => void, onLost: (isOver: boolean) => void): void {
  const source = new EventSource('/v1/live');
  const read = (event: Event) => onLive(JSON.parse((event as MessageEvent<string>).data) as Live);
  let hasEnded = false;
  source.addEventListener('network', read);
  source.addEventListener('ended', event => {
    hasEnded = true;
    source.close();
    read(event);
  });
  source.onerror = () => {
    if (!hasEnded && source.readyState !== EventSource.OPEN) onLost(source.readyState === EventSource.CLOSED);
  };
}
