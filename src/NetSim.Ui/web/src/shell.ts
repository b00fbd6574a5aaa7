import { execute, nodeDetails, type Order } from './api';
import { bitRate, bytes, seconds } from './figures';

type Result = Record<string, unknown>;

const help = [
  'ping NODE|ADDRESS [count=5] [every=1s] [size=56] [ttl=64]',
  'traceroute NODE|ADDRESS',
  'iperf NODE [time=10s] [udp=yes] [rate=10Mbit/s]      the other end needs an iperf server: iperf',
  'http-client URL          bulk NODE bytes=10MB      … any application of the file format, with its keys as KEY=VALUE',
  'addr, route, neigh, ss   what the node has and knows',
  'clear, Ctrl-C',
];

/** Short options of the programs that people know. */
const options: Record<string, Record<string, string>> = {
  ping: { '-c': 'count', '-i': 'every', '-s': 'size', '-t': 'ttl' },
  traceroute: { '-m': 'max-hops', '-q': 'count' },
  iperf: { '-t': 'time', '-P': 'parallel', '-b': 'rate' },
};

/** Runs a command line on a node; the lines that it says. */
export async function run(node: string, line: string, signal: AbortSignal): Promise<string[]> {
  const [command = '', ...words] = (line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map(word => word.replace(/^(["'])(.*)\1$/, '$2'));
  const look = looks[command];
  if (look) return look(node);
  const kind = command === 'iperf3' ? 'iperf' : command === 'curl' ? 'http-client' : command;
  const result = await execute(node, { [kind]: settingsOf(kind, words) }, signal);
  if (result === undefined) return [`${kind} runs from now on`];
  const lines = (texts[kind] ?? plain)(result);
  return typeof result.error === 'string' ? [...lines, `error: ${result.error}`] : lines;
}

function settingsOf(kind: string, words: string[]): Order {
  const keys: Order = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const option = options[kind]?.[word];
    const sign = word.indexOf('=');
    if (option) keys[option] = withUnit(option, words[++i] ?? '');
    else if (word.includes('://')) keys.url = word;
    else if (sign > 0) keys[word.slice(0, sign)] = word.slice(sign + 1);
    else if (word !== '-c') keys.to = word;
  }
  return keys;
}

/** A time without a unit is one of seconds, as ping and iperf3 have it. */
const withUnit = (key: string, value: string) => (key === 'every' || key === 'time') && /^[0-9.]+$/.test(value) ? `${value} s` : value;

const looks: Record<string, (node: string) => Promise<string[]>> = {
  help: async () => help,
  addr: async node => (await nodeDetails(node)).node.interfaces.map(one =>
    `${one.name}: ${one.state === 'down' ? 'down' : one.carrier ? 'up' : 'no carrier'}  ${one.addresses.join('  ')}`),
  route: async node => (await nodeDetails(node)).routes.map(one => `${one.to}${one.via && ` via ${one.via}`} dev ${one.interface} metric ${one.metric} (${one.origin})`),
  neigh: async node => (await nodeDetails(node)).neighbours.map(one => `${one.address} dev ${one.interface} ${one.mac} ${one.state}`),
  ss: async node => (await nodeDetails(node)).connections.map(one => `${one.state.padEnd(12)} ${one.local}  ${one.remote}  cwnd ${bytes(one.congestion_window)}  rtt ${seconds(one.smoothed_rtt_s)}`),
};

const texts: Record<string, (result: Result) => string[]> = {
  ping: result => {
    const sent = Number(result.sent), received = Number(result.received);
    const rtt = result.rtt_s as { min: number; mean: number; max: number } | null;
    return [
      `${sent} packets transmitted, ${received} received, ${sent > 0 ? +((1 - received / sent) * 100).toPrecision(3) : 0} % packet loss`,
      ...rtt ? [`rtt min/mean/max = ${seconds(rtt.min)} / ${seconds(rtt.mean)} / ${seconds(rtt.max)}`] : [],
    ];
  },
  traceroute: result => (result.hops as { hop: number; probes: { from: string | null; rtt_s: number | null; problem?: string }[] }[]).map(({ hop, probes }) => {
    const from = [...new Set(probes.map(probe => probe.from ?? '*'))].join(' ');
    return `${String(hop).padStart(2)}  ${from.padEnd(16)}  ${probes.map(probe => probe.rtt_s === null ? '*' : seconds(probe.rtt_s) + (probe.problem ? ` !${probe.problem}` : '')).join('  ')}`;
  }),
};

/** A record as it is, one key a line. */
function plain(result: Result): string[] {
  return Object.entries(result).filter(([key]) => key !== 'error').flatMap(([key, value]) => {
    if (Array.isArray(value)) return [`${key}:`, ...value.map(one => `  ${typeof one === 'object' ? inline(one as Result) : String(one)}`)];
    if (value !== null && typeof value === 'object') return [`${key}: ${inline(value as Result)}`];
    return [`${key}: ${figure(key, value)}`];
  });
}

const inline = (result: Result) => Object.entries(result).filter(([, value]) => value !== null).map(([key, value]) =>
  `${key} ${value !== null && typeof value === 'object' ? JSON.stringify(value) : figure(key, value)}`).join(', ');

function figure(key: string, value: unknown): string {
  if (typeof value !== 'number') return String(value);
  return key.endsWith('_s') ? seconds(value) : key.endsWith('_bps') ? bitRate(value) : String(value);
}
