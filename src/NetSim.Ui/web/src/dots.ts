import { byId } from './dom';
import type { NetworkMap, Way } from './map';
import type { Packets } from './packets';
import type { PacketUnderWay } from './api';

/** Beside the middle of the link, on the right of its way as on a road, so that the two directions are told apart. */
const aside = 6;

const near = 10;

interface Dot { x: number; y: number; radius: number; packet: PacketUnderWay }

/** Packets as dots that move along the links of the map. */
export class Dots {
  private readonly stage = byId('stage');
  private readonly canvas = byId<HTMLCanvasElement>('dots');
  private readonly tip = byId('tip');
  private readonly tally = byId('tally');
  private readonly stillness = window.matchMedia('(prefers-reduced-motion: reduce)');
  private dots: Dot[] = [];
  private colors = new Map<string, string>();
  private frame = 0;
  private last = 0;
  private pointer: { x: number; y: number } | null = null;

  constructor(private readonly map: NetworkMap, private readonly packets: Packets) {
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.colors.clear();
      this.draw();
    });
    map.onMoved(() => this.draw());
    const container = byId('map');
    container.addEventListener('pointermove', event => {
      const box = container.getBoundingClientRect();
      this.pointer = { x: event.clientX - box.x, y: event.clientY - box.y };
      this.point();
    });
    container.addEventListener('pointerleave', () => {
      this.pointer = null;
      this.point();
    });
  }

  /** Something was heard. */
  refresh(): void {
    this.stage.classList.toggle('slow', this.packets.isFollowed);
    this.map.showRates(!this.packets.isFollowed);
    if (this.stillness.matches || !this.packets.isFollowed) {
      this.packets.jump();
      this.draw();
    } else if (this.frame === 0) {
      this.last = performance.now();
      this.frame = requestAnimationFrame(now => this.step(now));
    }
  }

  private step(now: number): void {
    this.frame = 0;
    this.packets.advance(Math.max(0, now - this.last));
    this.last = now;
    this.draw();
    if (this.packets.isFollowed && !this.stillness.matches) this.frame = requestAnimationFrame(next => this.step(next));
  }

  private draw(): void {
    const { canvas } = this, box = byId('map'), scale = window.devicePixelRatio || 1;
    const width = Math.round(box.clientWidth * scale), height = Math.round(box.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    canvas.style.width = `${box.clientWidth}px`;
    canvas.style.height = `${box.clientHeight}px`;
    const pen = canvas.getContext('2d')!;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, box.clientWidth, box.clientHeight);
    this.dots = [];
    if (this.packets.isFollowed) this.drawAll(pen);
    canvas.dataset.dots = String(this.dots.length);
    canvas.dataset.at = String(this.packets.shown_s);
    this.point();
  }

  private drawAll(pen: CanvasRenderingContext2D): void {
    const ways = new Map<string, Way | null>();
    const wayOf = (link: string) => {
      let way = ways.get(link);
      if (way === undefined) ways.set(link, way = this.map.wayOf(link));
      return way;
    };
    const size = Math.min(1, Math.max(0.7, this.map.zoom));
    for (const { packet, progress } of this.packets.moving()) {
      const way = wayOf(packet.link);
      if (way) this.dots.push({ ...place(way, packet.from, progress), radius: Math.min(7, 3 + packet.bytes / 500) * size, packet });
    }
    pen.lineWidth = 1.5;
    pen.strokeStyle = this.color('stage');
    for (const { x, y, radius, packet } of this.dots) {
      pen.fillStyle = this.color(`packet-${packet.protocol}`);
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
    const waiting = this.packets.waiting();
    pen.font = '11px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.lineWidth = 3;
    pen.fillStyle = this.color('text');
    let waits = 0;
    for (const [key, count] of waiting) {
      waits += count;
      const way = wayOf(key.slice(2));
      if (!way) continue;
      const { x, y } = place(way, key.startsWith('a') ? 'a' : 'b', 0.04, 3 * aside);
      pen.strokeText(`+${count}`, x, y);
      pen.fillText(`+${count}`, x, y);
    }
    const more = this.packets.leftOut;
    this.tally.textContent = `${this.dots.length} under way${waits + more > 0 ? `, ${waits + more} waiting` : ''}`;
  }

  /** Says which packet the pointer is on. */
  private point(): void {
    let nearest: Dot | null = null, least = near;
    if (this.pointer) {
      for (const dot of this.dots) {
        const distance = Math.hypot(dot.x - this.pointer.x, dot.y - this.pointer.y);
        if (distance < least) [nearest, least] = [dot, distance];
      }
    }
    this.tip.hidden = nearest === null;
    if (!nearest) return;
    this.tip.textContent = nearest.packet.text;
    this.tip.style.left = `${Math.max(4, Math.min(nearest.x + 12, this.stage.clientWidth - this.tip.offsetWidth - 4))}px`;
    this.tip.style.top = `${nearest.y + 24}px`;
  }

  private color(name: string): string {
    let known = this.colors.get(name);
    if (known === undefined) this.colors.set(name, known = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
    return known;
  }
}

/** A point of the curve of a link, which runs from its a to its b. */
export function place(way: Way, from: 'a' | 'b', progress: number, distance = aside): { x: number; y: number } {
  const s = from === 'a' ? progress : 1 - progress, r = 1 - s;
  const [start, middle, end] = way;
  const x = r * r * start.x + 2 * r * s * middle.x + s * s * end.x, y = r * r * start.y + 2 * r * s * middle.y + s * s * end.y;
  let dx = r * (middle.x - start.x) + s * (end.x - middle.x), dy = r * (middle.y - start.y) + s * (end.y - middle.y);
  const length = Math.hypot(dx, dy) || 1, sign = from === 'a' ? 1 : -1;
  [dx, dy] = [dx / length * sign, dy / length * sign];
  return { x: x - dy * distance, y: y + dx * distance };
}
