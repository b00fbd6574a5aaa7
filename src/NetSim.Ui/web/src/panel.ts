import { connections, nodeDetails, order, type Connection, type Direction, type NodeDetails, type Order } from './api';
import { ConnectionView, nameOf } from './connection';
import { byId, element, table, toast } from './dom';
import { bitRate, bytes, count, reasonsOf, seconds } from './figures';
import type { Selection } from './map';
import { nodeOf, type Flow, type LinkNow, type Model } from './model';
import type { Packets } from './packets';

const refresh_ms = 1000;

/** In words, of one link. */
const mostPackets = 40;

/** What can be set of a link here; the file knows more. */
const fields = [
  { key: 'rate', label: 'Rate', example: '10 Mbit/s' },
  { key: 'delay', label: 'Delay', example: '20 ms' },
  { key: 'loss', label: 'Loss', example: '5 %' },
] as const;

/** Beside the map: a list of everything, or one node, link or connection with all that is known of it. */
export class Panel {
  private readonly root = byId('panel');
  private selection: Selection = null;
  /** Called with each message, to bring figures up to date without touching what somebody is typing into. */
  private update: () => void = () => {};
  private listed = '';
  private nextLook = 0;
  private connection: ConnectionView | null = null;

  constructor(private readonly model: Model, private readonly onSelect: (selection: Selection) => void, private readonly onTerminal: (node: string) => void) {}

  select(selection: Selection): void {
    this.selection = selection;
    this.listed = '';
    this.nextLook = 0;
    this.update = () => {};
    this.connection?.dispose();
    this.connection = null;
    if (selection?.kind === 'node') this.showNode(selection.id);
    else if (selection?.kind === 'link') this.showLink(selection.id);
    else if (selection?.kind === 'connection') this.showConnection(selection.id, selection.number);
    this.refresh();
  }

  refresh(): void {
    if (!this.model.network) return;
    if (this.selection === null) this.showList();
    else this.update();
  }

  private showList(): void {
    const network = this.model.network!;
    const listed = JSON.stringify([network.nodes.map(node => node.name), network.links.map(link => link.id)]);
    if (listed !== this.listed) {
      this.root.replaceChildren(
        element('h2', { textContent: `${network.nodes.length} nodes` }),
        element('ul', { className: 'list' }, ...network.nodes.map(node => element('li', {}, this.button('node', node.name, node.name)))),
        element('h2', { textContent: `${network.links.length} links` }),
        element('ul', { className: 'list' }, ...network.links.map(link => element('li', {}, this.button('link', link.id, `${nodeOf(link.a)} – ${nodeOf(link.b)}`)))),
        element('div', { id: 'connections' }),
        element('p', { className: 'hint', textContent: 'Keys: space pauses and resumes, . steps, n goes to the next event, f fits the map, Escape comes back here; in a plot the arrow keys, Home and End move through time.' }));
      this.listed = listed;
    }
    const notes = this.root.querySelectorAll<HTMLElement>('.list small');
    network.nodes.forEach((node, i) => { notes[i]!.textContent = node.state === 'down' ? 'down' : node.kind; });
    network.links.forEach((link, i) => {
      const now = this.model.links.get(link.id);
      notes[network.nodes.length + i]!.textContent = link.state === 'down' ? 'down' : now ? bitRate(Math.max(now.ab.bitsPerSecond, now.ba.bitsPerSecond)) : '';
    });
    this.listConnections();
  }

  private listConnections(): void {
    if (performance.now() < this.nextLook) return;
    this.nextLook = performance.now() + refresh_ms;
    connections().then(all => {
      const room = this.root.querySelector<HTMLElement>('#connections');
      if (!room || this.selection !== null) return;
      const buttons = all.map(one => {
        const made = element('button', { className: 'item', onclick: () => this.onSelect({ kind: 'connection', id: one.node, number: one.number }) },
          element('span', { textContent: nameOf(one) }), element('small', { textContent: `${bytes(one.acknowledged)}${one.retransmitted ? ' ↻' : ''}` }));
        made.dataset.connection = `${one.node} ${one.number}`;
        return made;
      });
      replaceKeepingFocus(room,
        ...all.length > 0 ? [element('h2', { textContent: `${all.length} TCP sender${all.length === 1 ? '' : 's'}` }), element('ul', { className: 'list' }, ...buttons.map(button => element('li', {}, button)))] : []);
    }, () => {});
  }

  private button(kind: 'node' | 'link', id: string, text: string): HTMLElement {
    const made = element('button', { className: 'item', onclick: () => this.onSelect({ kind, id }) }, element('span', { textContent: text }), element('small', {}));
    made.dataset[kind] = id;
    return made;
  }

  private head(title: string, kind: string, state: HTMLElement): HTMLElement {
    return element('div', { className: 'head' },
      element('button', { className: 'quiet', textContent: '← All', title: 'Escape', onclick: () => this.onSelect(null) }),
      element('h2', { textContent: title }), element('small', { textContent: kind }), state);
  }

  /** Of a link that is shown, what is on it: the same as the dots, in words. */
  showPackets(packets: Packets): void {
    const room = this.root.querySelector<HTMLElement>('#packets'), selection = this.selection;
    const link = selection?.kind === 'link' && this.model.links.get(selection.id)?.link;
    if (!room || !link) return;
    const seen = packets.isFollowed ? packets.moving().filter(one => one.packet.link === link.id) : [];
    const list = table('Under way', ['to', 'done', 'what'], seen.slice(0, mostPackets).map(({ packet, progress }) => [
      nodeOf(packet.from === 'a' ? link.b : link.a), `${Math.floor(progress * 100)} %`, packet.text]));
    room.replaceChildren(...list ? [list] : []);
  }

  private showConnection(node: string, number: number): void {
    const view = this.connection = new ConnectionView(node, number);
    this.root.replaceChildren(this.head(node, 'TCP', view.state), view.root);
    this.update = () => view.update();
  }

  private showLink(id: string): void {
    const now = this.model.links.get(id);
    if (!now) return;
    const { link } = now;
    const state = element('span', { className: 'badge' });
    const figures = element('div', {});
    const toggle = element('button', { id: 'link-state', type: 'button', onclick: () => this.say({ link: id, set: { state: this.model.links.get(id)!.link.state === 'up' ? 'down' : 'up' } }) });
    const inputs = new Map(fields.map(field => [field.key, element('input', { id: `link-${field.key}`, placeholder: field.example, autocomplete: 'off', spellcheck: false })]));
    const way = element('select', { id: 'link-way' },
      element('option', { value: 'both', textContent: 'both directions' }),
      element('option', { value: 'ab', textContent: `${nodeOf(link.a)} → ${nodeOf(link.b)}` }),
      element('option', { value: 'ba', textContent: `${nodeOf(link.b)} → ${nodeOf(link.a)}` }));
    const filled = new Map<string, string>();
    /** What somebody is writing stays. */
    const fill = () => {
      const { link } = this.model.links.get(id)!;
      const shown: Direction = way.value === 'ba' ? link.b_to_a : link.a_to_b;
      for (const [key, input] of inputs) {
        if (input === document.activeElement || (filled.has(key) && input.value !== filled.get(key))) continue;
        input.value = shown[key] ?? '';
        filled.set(key, input.value);
      }
    };
    const refill = () => {
      filled.clear();
      fill();
    };
    way.onchange = refill;
    fill();
    const form = element('form', { className: 'fields' },
      element('label', {}, 'For', way),
      ...fields.map(field => element('label', {}, field.label, inputs.get(field.key)!)),
      element('div', { className: 'buttons' },
        element('button', { id: 'link-set', type: 'submit', textContent: 'Set' }),
        element('button', { id: 'link-reset', type: 'button', textContent: 'As in the file', onclick: () => {
          filled.clear();
          this.say({ link: id, reset: true });
        } }),
        toggle));
    form.onsubmit = event => {
      event.preventDefault();
      const set = changeOf(this.model.links.get(id)!, way.value, inputs);
      filled.clear();
      if (set) this.say({ link: id, set });
    };
    this.root.replaceChildren(this.head(`${nodeOf(link.a)} – ${nodeOf(link.b)}`, 'link', state), element('p', { className: 'ends', textContent: `${link.a} – ${link.b}` }), form, figures, element('div', { id: 'packets' }));
    this.update = () => {
      const present = this.model.links.get(id);
      if (!present) return;
      state.textContent = present.link.state;
      state.dataset.state = present.link.state;
      toggle.textContent = present.link.state === 'up' ? 'Cut' : 'Mend';
      fill();
      figures.replaceChildren(
        direction(`${present.link.a} → ${present.link.b}`, present.link.a_to_b, present.ab),
        direction(`${present.link.b} → ${present.link.a}`, present.link.b_to_a, present.ba));
    };
  }

  private showNode(name: string): void {
    const node = () => this.model.network!.nodes.find(one => one.name === name);
    const first = node();
    if (!first) return;
    const canRun = first.kind === 'host' || first.kind === 'router';
    const state = element('span', { className: 'badge' });
    const toggle = element('button', { id: 'node-state', onclick: () => this.say({ node: name, set: { state: node()!.state === 'up' ? 'down' : 'up' } }) });
    const details = element('div', {});
    this.root.replaceChildren(
      this.head(name, first.kind, state),
      element('div', { className: 'buttons' },
        canRun && element('button', { id: 'node-terminal', textContent: 'Terminal', onclick: () => this.onTerminal(name) }),
        toggle,
        element('button', { id: 'node-restart', textContent: 'Restart', onclick: () => this.say({ node: name, restart: true }) })),
      details);
    this.update = () => {
      const present = node();
      if (!present) return;
      state.textContent = present.state;
      state.dataset.state = present.state;
      toggle.textContent = present.state === 'up' ? 'Switch off' : 'Switch on';
      if (performance.now() < this.nextLook) return;
      this.nextLook = performance.now() + refresh_ms;
      nodeDetails(name).then(seen => {
        if (this.selection?.kind === 'node' && this.selection.id === name) replaceKeepingFocus(details, ...describe(seen, one => this.onSelect({ kind: 'connection', id: name, number: one.number })));
      }, () => {});
    };
  }

  private say(what: Order): void {
    order(what).then(taken => toast(`from ${seconds(taken.at_s)} on`), problem => toast((problem as Error).message, true));
  }
}

/** What differs from what is; null: nothing. A change to one direction says the other one's value too, since `set` means both. */
function changeOf({ link }: LinkNow, way: string, inputs: Map<'rate' | 'delay' | 'loss', HTMLInputElement>): Order | null {
  const forward: Order = {}, reverse: Order = {};
  for (const [key, input] of inputs) {
    const wanted = input.value.trim();
    if (wanted === '') continue;
    if (way !== 'ba' && (wanted !== link.a_to_b[key] || (way === 'both' && wanted !== link.b_to_a[key]))) {
      forward[key] = wanted;
      if (way === 'ab' && link.b_to_a[key] !== null) reverse[key] = link.b_to_a[key];
    } else if (way === 'ba' && wanted !== link.b_to_a[key]) {
      reverse[key] = wanted;
    }
  }
  if (Object.keys(reverse).length > 0) forward.reverse = reverse;
  return Object.keys(forward).length > 0 ? forward : null;
}

function direction(title: string, now: Direction, flow: Flow): HTMLElement {
  const bar = element('meter', { min: 0, max: 1, low: 0.3, high: 0.8, optimum: 0, value: flow.load ?? 0, title: 'load' });
  bar.hidden = flow.load === null;
  return element('section', { className: 'direction' },
    element('h3', { textContent: title }),
    element('p', {}, element('strong', { textContent: bitRate(flow.bitsPerSecond) }), ` of ${now.rate}, delay ${now.delay}`, now.loss !== '0 %' && `, loss ${now.loss ?? 'in bursts'}`),
    bar,
    element('p', { className: 'quiet', textContent: `${count(now.packets)} packets, ${bytes(now.bytes)}${reasonsOf(now.dropped) && `; dropped: ${reasonsOf(now.dropped)}`}` }),
    element('details', {}, element('summary', { textContent: 'All properties' }), element('code', { textContent: now.properties })));
}

/** What is shown anew again and again leaves the keyboard where it was. */
function replaceKeepingFocus(room: HTMLElement, ...children: HTMLElement[]): void {
  const focused = room.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.connection : undefined;
  room.replaceChildren(...children);
  if (focused !== undefined) [...room.querySelectorAll<HTMLElement>('[data-connection]')].find(one => one.dataset.connection === focused)?.focus();
}

function opener(one: Connection, onOpen: (one: Connection) => void): HTMLElement {
  const made = element('button', { className: 'open', textContent: one.local, title: 'Over time', onclick: () => onOpen(one) });
  made.dataset.connection = `${one.node} ${one.number}`;
  return made;
}

function describe(seen: NodeDetails, onOpen: (one: Connection) => void): HTMLElement[] {
  const addresses = new Map(seen.node.interfaces.map(one => [one.name, one]));
  const dropped = reasonsOf(seen.dropped);
  return [
    element('p', { className: 'quiet', textContent: `${count(seen.received)} frames received, ${count(seen.sent)} sent, ${count(seen.forwarded)} passed on${dropped && `; dropped: ${dropped}`}` }),
    table('Interfaces', ['name', 'state', 'addresses', 'in', 'out'], seen.ports.map(port => {
      const known = addresses.get(port.name);
      return [port.name, known ? (known.state === 'down' ? 'down' : known.carrier ? 'up' : 'no carrier') : '', known?.addresses.join('\n') ?? '',
        `${count(port.received_packets)} · ${bytes(port.received_bytes)}`, `${count(port.sent_packets)} · ${bytes(port.sent_bytes)}`];
    })),
    table('Routes', ['to', 'via', 'by', 'from'], seen.routes.map(route => [route.to, route.via || 'on the link', route.interface, route.origin])),
    table('Neighbours', ['address', 'by', 'MAC', 'state'], seen.neighbours.map(one => [one.address, one.interface, one.mac, one.state])),
    table('TCP', ['here', 'there', 'state', 'cwnd', 'RTT', 'sent', 'received'], seen.connections.map(one => [
      opener(one, onOpen), one.remote, one.state, bytes(one.congestion_window), seconds(one.smoothed_rtt_s),
      `${bytes(one.acknowledged)}${one.retransmitted ? ` (${bytes(one.retransmitted)} again)` : ''}`, bytes(one.received)])),
    table('Applications', ['kind', 'state'], seen.applications.map(one => [one.application, one.error ?? (one.is_done ? 'done' : 'running')])),
  ].filter(part => part !== null);
}
