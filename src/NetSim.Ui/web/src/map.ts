import cytoscape from 'cytoscape';
import fcose from 'cytoscape-fcose';
import type { Network } from './api';
import { bitRate } from './figures';
import { nodeOf, type LinkNow, type Model } from './model';

cytoscape.use(fcose);

/** The id of a connection is its node's. */
export type Selection = { kind: 'node' | 'link'; id: string } | { kind: 'connection'; id: string; number: number } | null;

interface Point { x: number; y: number }

/** Where a link lies in the picture: a curve from its a to its b, and what bends it. */
export type Way = [start: Point, bend: Point, end: Point];

const shapes: Record<string, cytoscape.Css.NodeShape> = { host: 'round-rectangle', router: 'ellipse', switch: 'round-diamond', hub: 'round-triangle', netns: 'round-hexagon' };
const flash_ms = 700;

/** A small network need not fill the window. */
const mostZoom = 1.5;

/** Names of nodes and links may be anything that a file allows, and both may be the same. */
const nodeId = (name: string) => `n:${name}`;
const linkId = (id: string) => `l:${id}`;

/** The network as a graph. */
export class NetworkMap {
  private readonly graph: cytoscape.Core;
  private known = '';
  private hasRates = true;

  constructor(container: HTMLElement, onSelect: (selection: Selection) => void) {
    this.graph = cytoscape({ container, style: styles(), minZoom: 0.05, maxZoom: 4, boxSelectionEnabled: false });
    this.graph.on('tap', 'node', event => onSelect({ kind: 'node', id: String(event.target.data('name')) }));
    this.graph.on('tap', 'edge', event => onSelect({ kind: 'link', id: String(event.target.data('name')) }));
    this.graph.on('tap', event => {
      if (event.target === this.graph) onSelect(null);
    });
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.graph.style(styles()));
    new ResizeObserver(() => {
      this.graph.resize();
      this.fit();
    }).observe(container);
  }

  fit(): void {
    this.graph.fit(undefined, Math.min(40, this.graph.width() / 16));
    if (this.graph.zoom() <= mostZoom) return;
    this.graph.zoom(mostZoom);
    this.graph.center();
  }

  /** Called when everything lies elsewhere in the picture. */
  onMoved(action: () => void): void {
    this.graph.on('viewport resize position', action);
  }

  get zoom(): number {
    return this.graph.zoom();
  }

  /** On the links; the list beside the map has them all the same. */
  showRates(isWanted: boolean): void {
    if (this.hasRates === isWanted) return;
    this.hasRates = isWanted;
    this.graph.edges().toggleClass('unlabelled', !isWanted);
  }

  wayOf(link: string): Way | null {
    const edge = this.graph.getElementById(linkId(link));
    if (edge.empty()) return null;
    const start = edge.renderedSourceEndpoint(), end = edge.renderedTargetEndpoint();
    // Only one of several links between the same nodes is bent; of a straight one the library has no such points, whatever its types say.
    const isBent = (edge.controlPoints() as Point[] | undefined) !== undefined;
    return [start, isBent ? edge.renderedControlPoints()[0]! : { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }, end];
  }

  select(selection: Selection): void {
    this.graph.elements(':selected').unselect();
    if (selection) this.graph.getElementById(selection.kind === 'link' ? linkId(selection.id) : nodeId(selection.id)).select();
  }

  show(model: Model): void {
    const network = model.network;
    if (!network) return;
    const all = JSON.stringify([network.nodes.map(node => node.name), network.links.map(link => link.id)]);
    if (all !== this.known) this.draw(network);
    this.known = all;
    this.graph.batch(() => {
      for (const node of network.nodes) this.graph.getElementById(nodeId(node.name)).toggleClass('down', node.state === 'down');
      for (const now of model.links.values()) this.showLink(now);
    });
  }

  private draw(network: Network): void {
    this.graph.elements().remove();
    this.graph.add(network.nodes.map(node => ({ group: 'nodes' as const, data: { id: nodeId(node.name), name: node.name, shape: shapes[node.kind] ?? 'ellipse' }, classes: node.kind })));
    this.graph.add(network.links.map(link => ({
      group: 'edges' as const,
      data: { id: linkId(link.id), name: link.id, source: nodeId(nodeOf(link.a)), target: nodeId(nodeOf(link.b)), width: 2, load: 'idle', label: '' }, classes: this.hasRates ? '' : 'unlabelled',
    })));
    const layout = {
      name: 'fcose', quality: 'proof', randomize: true, animate: false, nodeSeparation: 90, idealEdgeLength: 110, nodeDimensionsIncludeLabels: true, padding: 40,
    } as unknown as cytoscape.LayoutOptions;
    withFixedDice(() => this.graph.layout(layout).run());
    this.fit();
  }

  private showLink({ link, ab, ba }: LinkNow): void {
    const edge = this.graph.getElementById(linkId(link.id));
    const most = Math.max(ab.bitsPerSecond, ba.bitsPerSecond);
    const load = Math.max(ab.load ?? 0, ba.load ?? 0);
    edge.data({
      width: Math.max(2, Math.min(10, 2 + 1.6 * Math.log10(Math.max(1, most / 1000)))),
      load: most === 0 ? 'idle' : load < 0.3 ? 'low' : load < 0.8 ? 'mid' : 'high',
      label: most > 0 ? bitRate(most) : '',
    });
    edge.toggleClass('cut', link.state === 'down');
    if (ab.drops + ba.drops > 0) edge.flashClass('dropping', flash_ms);
  }
}

/** The layout begins with a throw of dice; the same network is to look the same every time. */
function withFixedDice(action: () => void): void {
  const dice = Math.random;
  let state = 20261123;
  Math.random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  try {
    action();
  } finally {
    Math.random = dice;
  }
}

function styles(): cytoscape.StylesheetJson {
  const css = getComputedStyle(document.documentElement);
  const color = (name: string) => css.getPropertyValue(`--${name}`).trim();
  return [
    {
      selector: 'node',
      style: {
        'label': 'data(name)', 'shape': 'data(shape)' as cytoscape.Css.NodeShape, 'width': 36, 'height': 28, 'background-color': color('node'), 'border-width': 2, 'border-color': color('node-edge'),
        'color': color('text'), 'font-size': 13, 'font-family': 'system-ui, sans-serif', 'text-valign': 'bottom', 'text-margin-y': 5,
        'text-outline-color': color('stage'), 'text-outline-width': 2,
      },
    },
    { selector: 'node.router', style: { 'background-color': color('router'), 'border-color': color('router-edge'), 'width': 34, 'height': 34 } },
    { selector: 'node.switch, node.hub', style: { 'background-color': color('switch'), 'border-color': color('switch-edge'), 'width': 36, 'height': 36 } },
    { selector: 'node.down', style: { 'background-opacity': 0.25, 'border-style': 'dashed', 'border-color': color('high') } },
    {
      selector: 'edge',
      style: {
        'width': 'data(width)', 'line-color': color('idle'), 'curve-style': 'bezier', 'control-point-step-size': 50, 'label': 'data(label)', 'font-size': 11, 'color': color('text'),
        'font-family': 'system-ui, sans-serif', 'text-background-color': color('stage'), 'text-background-opacity': 0.85, 'text-background-padding': '2px', 'overlay-padding': 6,
      },
    },
    { selector: 'edge.unlabelled', style: { label: '' } },
    { selector: 'edge[load = "low"]', style: { 'line-color': color('low') } },
    { selector: 'edge[load = "mid"]', style: { 'line-color': color('mid') } },
    { selector: 'edge[load = "high"]', style: { 'line-color': color('high') } },
    { selector: 'edge.cut', style: { 'line-style': 'dashed', 'line-dash-pattern': [6, 6], 'line-color': color('down'), 'width': 3 } },
    { selector: 'edge.dropping', style: { 'overlay-color': color('high'), 'overlay-opacity': 0.35 } },
    { selector: ':selected', style: { 'underlay-color': color('accent'), 'underlay-opacity': 0.4, 'underlay-padding': 7 } },
    { selector: 'node:selected', style: { 'border-color': color('accent'), 'border-width': 3 } },
  ];
}
