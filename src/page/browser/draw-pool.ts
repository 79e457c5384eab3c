import type { BlockStretch } from '../../audit/findings.ts';
import type { RecordedFrame, RecordedPool, Recording } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';
import type { PoolCell, PoolHistory } from '../pool-history.ts';

/** Width of the column with the names of blocks. */
export const LABELS = 96;
export const ROW_HEIGHT = 44;
/** Height of the heads of columns. */
const HEADS = 46;
/** Height of the row of a channel, where there are several. */
export const LANE = 26;
/** Distance of the stripes of stale bytes. */
const STRIPES = 6;
/** Height of what could be read beside each frame. */
const EXPOSED = 56;

/** Colours of the page, as they are now: light or dark. */
export interface Colours {
  ink: string;
  muted: string;
  line: string;
  paper: string;
  alarm: string;
  /** By owner: a tint to write on, and a strong one. */
  tints: string[];
  strong: string[];
}

export interface PoolPicture {
  history: PoolHistory;
  recording: Recording;
  owners: Owners;
  frame: RecordedFrame | undefined;
  colours: Colours;
  /** Also slots of the ring, and directions. */
  isDetailed: boolean;
  /** The pool that is shown. */
  pool: RecordedPool;
  /** Names of the channels, if there are several. */
  lanes: readonly string[];
  /** The most bytes that could be read beside a frame; 0 if nobody looked, or there were none. */
  mostExposed: number;
  width: number;
  height: number;
  /** Width of a column. */
  cell: number;
  /** How far it is scrolled. */
  left: number;
  top: number;
  /** Pixels of the screen for each of the picture. */
  scale: number;
}

/** What is needed to draw, made once for a picture. */
interface Brush extends PoolPicture {
  /** Stripes by colour: a fill is many times as fast as a stroke for each of them. */
  stripes: Map<string, CanvasPattern | string>;
}

/** Height of what stands above the blocks. */
function topOf({ lanes }: Pick<PoolPicture, 'lanes'>): number {
  return HEADS + lanes.length * LANE;
}

/** @returns the height of a picture without its blocks */
export function heightAround({
  isDetailed,
  mostExposed,
  lanes,
}: Pick<PoolPicture, 'isDetailed' | 'mostExposed' | 'lanes'>): number {
  return topOf({ lanes }) + (isDetailed ? 18 : 4) + (mostExposed > 0 ? EXPOSED : 0);
}

/** Draws what is in sight of the pool. */
export function drawPool(context: CanvasRenderingContext2D, picture: PoolPicture): void {
  const { history, colours, width, height, cell, left, top, frame } = picture;
  const brush: Brush = { ...picture, stripes: new Map() };
  const head = topOf(picture);
  const foot = height - (heightAround(picture) - head);
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, width, height);
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const first = Math.floor(left / cell);
  const last = Math.min(history.frames - 1, Math.ceil((left + width - LABELS) / cell));
  const blocks = {
    from: Math.floor(top / ROW_HEIGHT),
    to: Math.min(history.blocks, Math.ceil((top + foot - head) / ROW_HEIGHT)),
  };
  within(context, LABELS, 0, width - LABELS, height, () => {
    for (let column = first; column <= last; column++) {
      drawColumnHead(context, brush, column);
      drawExposed(context, brush, column, foot);
    }
    if (picture.lanes.length > 0) drawLanes(context, brush, first, last);
  });
  within(context, LABELS, head, width - LABELS, foot - head, () => {
    for (let column = first; column <= last; column++) {
      const x = LABELS + column * cell - left;
      for (let block = blocks.from; block < blocks.to; block++) {
        drawCell(context, brush, history.at(block, column + 1), x, rowAt(brush, block));
      }
    }
    drawArrows(context, brush);
  });
  if (frame !== undefined && frame.number <= history.frames) {
    within(context, LABELS, 0, width - LABELS, height, () => {
      context.strokeStyle = colours.ink;
      context.lineWidth = 2;
      context.strokeRect(LABELS + (frame.number - 1) * cell - left + 1, 2, cell - 2, height - 4);
    });
  }
  drawCorner(context, brush, foot);
  within(context, 0, head, LABELS, foot - head, () => {
    for (let block = blocks.from; block < blocks.to; block++) drawLabel(context, brush, block);
  });
}

/** Upper edge of a block's row. */
function rowAt({ top, lanes }: PoolPicture, block: number): number {
  return topOf({ lanes }) + block * ROW_HEIGHT - top;
}

function within(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  w: number,
  h: number,
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, w, h);
  context.clip();
  draw();
  context.restore();
}

function drawColumnHead(context: CanvasRenderingContext2D, picture: PoolPicture, column: number): void {
  const { recording, colours, cell, left, isDetailed, height } = picture;
  const frame = recording.frames[column];
  const x = LABELS + column * cell - left + cell / 2;
  context.textAlign = 'center';
  context.fillStyle = frame?.verdict === 'discarded' ? colours.alarm : colours.muted;
  if (cell >= 26 || column % 5 === 4 || column === 0) {
    context.fillText(`${column + 1}${frame?.verdict === 'discarded' ? '✕' : ''}`, x, 12);
  }
  if (frame === undefined) return;
  drawRecipient(context, picture, frame, x);
  if (!isDetailed) return;
  context.textAlign = 'center';
  context.fillStyle = colours.muted;
  const arrow = frame.direction === 'tx' ? '↑' : '↓';
  context.fillText(cell >= 40 ? `${arrow}${frame.slots.join(',')}` : arrow, x, height - 9);
}

/** The middle of a channel's row. */
function laneAt(lane: number): number {
  return HEADS + lane * LANE + LANE / 2;
}

/** Over which channel each frame goes, what the firewall made of which, and the way of the bytes that leak in the selected one. */
function drawLanes(context: CanvasRenderingContext2D, brush: Brush, first: number, last: number): void {
  const { lanes, recording, colours, owners, cell, left, width, frame } = brush;
  const xOf = (number: number): number => LABELS + (number - 1) * cell - left + cell / 2;
  const laneOf = ({ channel = '' }: Pick<RecordedFrame, 'channel'>): number => lanes.indexOf(channel);
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  for (let lane = 0; lane < lanes.length; lane++) {
    context.beginPath();
    context.moveTo(LABELS, laneAt(lane));
    context.lineTo(width, laneAt(lane));
    context.stroke();
  }
  const frames = recording.frames.slice(first, last + 1);
  const made = (to: RecordedFrame): RecordedFrame | undefined =>
    recording.frames[(to.forwards?.number ?? 0) - 1];
  for (const to of frames) {
    const from = made(to);
    if (from === undefined) continue;
    const isOnWay = to.passedOn !== undefined && (to === frame || from === frame);
    const [source] = to.passedOn ?? [];
    context.strokeStyle =
      isOnWay && source !== undefined
        ? (colours.strong[owners.colour(source.source.recipient)] ?? colours.ink)
        : colours.muted;
    context.lineWidth = isOnWay ? 3 : 1;
    context.beginPath();
    context.moveTo(xOf(from.number), laneAt(laneOf(from)));
    context.lineTo(xOf(to.number), laneAt(laneOf(to)));
    context.stroke();
  }
  for (const each of frames) drawCrossing(context, brush, each, xOf(each.number), laneAt(laneOf(each)));
}

/** A frame in the row of its channel: in the colour of whom it is for, striped if there are old bytes in it. */
function drawCrossing(
  context: CanvasRenderingContext2D,
  brush: Brush,
  each: RecordedFrame,
  x: number,
  y: number,
): void {
  const { colours, owners, cell } = brush;
  const w = Math.min(cell - 4, 34);
  const box = { x: x - w / 2, y: y - LANE / 2 + 4, w, h: LANE - 8 };
  const colour = owners.colour(each.recipient);
  context.fillStyle = colours.tints[colour] ?? colours.line;
  context.fillRect(box.x, box.y, box.w, box.h);
  const [old] = [...(each.leak?.ranges ?? []), ...(each.passedOn ?? [])];
  if (old !== undefined) {
    const whose = owners.colour(old.source.recipient);
    hatch(context, brush, colours.strong[whose] ?? colours.ink, box);
  }
  context.strokeStyle = old === undefined ? (colours.strong[colour] ?? colours.ink) : colours.alarm;
  context.lineWidth = old === undefined ? 1 : 2;
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1);
}

/** How much netback could read beside a frame: a bar, whose parts are whose bytes that were; striped what was never sent. */
function drawExposed(context: CanvasRenderingContext2D, brush: Brush, column: number, foot: number): void {
  const { recording, colours, owners, cell, left, mostExposed } = brush;
  const { exposed } = recording.frames[column] ?? {};
  if (exposed === undefined || mostExposed === 0) return;
  const x = LABELS + column * cell - left + 3;
  const room = EXPOSED - 10;
  let y = foot + EXPOSED - 4;
  for (const { owner, bytes, neverSent } of exposed.owners) {
    const colour = owners.colour(owner);
    for (const [part, isStriped] of [
      [bytes - neverSent, false],
      [neverSent, true],
    ] as const) {
      const h = (part / mostExposed) * room;
      if (h === 0) continue;
      y -= h;
      context.fillStyle = colours.tints[colour] ?? colours.line;
      context.fillRect(x, y, cell - 6, h);
      if (isStriped) hatch(context, brush, colours.strong[colour] ?? colours.ink, { x, y, w: cell - 6, h });
      context.strokeStyle = colours.strong[colour] ?? colours.ink;
      context.lineWidth = 1;
      context.strokeRect(x + 0.5, y + 0.5, cell - 7, Math.max(0, h - 1));
    }
  }
}

/** Whom a packet is for, in their colour. */
function drawRecipient(
  context: CanvasRenderingContext2D,
  { colours, owners, cell }: PoolPicture,
  frame: RecordedFrame,
  x: number,
): void {
  const colour = owners.colour(frame.recipient);
  const name = owners.name(frame.recipient);
  context.fillStyle = colours.tints[colour] ?? colours.line;
  context.fillRect(x - cell / 2 + 2, 22, cell - 4, 19);
  context.fillStyle = colours.strong[colour] ?? colours.ink;
  context.fillRect(x - cell / 2 + 2, 39, cell - 4, 2);
  const room = Math.max(1, Math.floor((cell - 6) / 6.6));
  context.fillStyle = colours.ink;
  context.textAlign = 'center';
  context.fillText(name.length <= room ? name : name.slice(0, room), x, 31);
}

function drawCell(
  context: CanvasRenderingContext2D,
  brush: Brush,
  content: PoolCell | undefined | null,
  x: number,
  y: number,
): void {
  const { colours, cell } = brush;
  const [w, h] = [cell - 2, ROW_HEIGHT - 6];
  if (content === null) return;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  if (content === undefined) {
    context.strokeRect(x + 1.5, y + 1.5, w - 1, h - 1);
    return;
  }
  const { use, isTaken } = content;
  context.globalAlpha = isTaken ? 1 : 0.38;
  drawContents(context, brush, use.contents, use.frame, { x: x + 1, y: y + 1, w, h });
  context.globalAlpha = 1;
  if (!isTaken) return;
  context.strokeStyle = colours.ink;
  context.strokeRect(x + 1.5, y + 1.5, w - 1, h - 1);
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** From top to bottom what is in the block from its first byte on, to the last one that is not clean. */
function drawContents(
  context: CanvasRenderingContext2D,
  brush: Brush,
  contents: readonly BlockStretch[],
  frame: number | undefined,
  { x, y, w, h }: Box,
): void {
  const { colours, owners } = brush;
  const filled = contents.filter(({ write }) => write !== undefined);
  const end = filled.at(-1)?.end ?? 0;
  if (end === 0) return;
  let start = 0;
  for (const stretch of contents) {
    const [from, to] = [Math.min(start, end), Math.min(stretch.end, end)];
    start = stretch.end;
    if (from >= to) continue;
    const box = { x, y: y + (from / end) * h, w, h: ((to - from) / end) * h };
    const { write } = stretch;
    if (write === undefined) {
      context.fillStyle = colours.paper;
      context.fillRect(box.x, box.y, box.w, box.h);
      continue;
    }
    const colour = owners.colour(write.recipient);
    context.fillStyle = colours.tints[colour] ?? colours.line;
    context.fillRect(box.x, box.y, box.w, box.h);
    if (write.number !== (frame ?? null)) hatch(context, brush, colours.strong[colour] ?? colours.ink, box);
  }
}

/** What is stale: stripes in the strong colour of whom it was meant for. */
function hatch(context: CanvasRenderingContext2D, { stripes, scale }: Brush, colour: string, box: Box): void {
  const known = stripes.get(colour) ?? stripesOf(context, colour, scale);
  stripes.set(colour, known);
  context.fillStyle = known;
  context.fillRect(box.x, box.y, box.w, box.h);
}

/** @returns what fills with stripes; a plain colour where that cannot be had */
function stripesOf(context: CanvasRenderingContext2D, colour: string, scale: number): CanvasPattern | string {
  const tile = document.createElement('canvas');
  const size = Math.max(1, Math.round(STRIPES * scale));
  tile.width = size;
  tile.height = size;
  const brush = tile.getContext('2d');
  if (brush === null) return colour;
  brush.strokeStyle = colour;
  brush.lineWidth = size / 3;
  // What leaves the tile on one side comes in on the other.
  for (const shift of [-size, 0, size]) {
    brush.beginPath();
    brush.moveTo(shift - size, 2 * size);
    brush.lineTo(shift + 2 * size, -size);
    brush.stroke();
  }
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(STRIPES / size));
  return pattern ?? colour;
}

/** From where bytes of the selected frame were written to where they leaked. */
function drawArrows(context: CanvasRenderingContext2D, picture: PoolPicture): void {
  const { frame, colours, owners, cell, left, history } = picture;
  if (frame === undefined) return;
  if (frame.direction === 'rx') return;
  const sources = new Map((frame.leak?.ranges ?? []).map(({ source }) => [source.number, source]));
  const [block] = frame.blocks;
  if (block === undefined || block.id >= history.blocks) return;
  const y = rowAt(picture, block.id) + ROW_HEIGHT / 2 - 2;
  const to = LABELS + (frame.number - 1) * cell - left + 4;
  for (const { number, recipient } of sources.values()) {
    if (number === null) continue;
    const from = LABELS + (number - 1) * cell - left + cell / 2;
    const colour = colours.strong[owners.colour(recipient)] ?? colours.ink;
    for (const [width, stroke] of [
      [6, colours.paper],
      [3, colour],
    ] as const) {
      context.strokeStyle = stroke;
      context.fillStyle = stroke;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(from, y);
      context.lineTo(to, y);
      context.stroke();
      context.beginPath();
      context.moveTo(to + 8, y);
      context.lineTo(to - 1, y - width - 2);
      context.lineTo(to - 1, y + width + 2);
      context.fill();
    }
    context.beginPath();
    context.arc(from, y, 5, 0, 7);
    context.fill();
  }
}

function drawCorner(context: CanvasRenderingContext2D, picture: PoolPicture, foot: number): void {
  const { colours, height, mostExposed, lanes, frame } = picture;
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, LABELS - 2, height);
  context.textAlign = 'left';
  context.fillStyle = colours.muted;
  context.fillText('packet', 40, 12);
  context.fillText('for', 40, 31);
  lanes.forEach((name, i) => {
    context.fillStyle = name === frame?.channel ? colours.ink : colours.muted;
    context.fillText(name.length > 13 ? `${name.slice(0, 12)}…` : name, 8, laneAt(i));
  });
  if (mostExposed === 0) return;
  context.fillText('also readable', 8, foot + 20);
  context.fillText(`≤ ${mostExposed} bytes`, 8, foot + 38);
}

/** A block, and its page with the grant that two of them share. */
function drawLabel(context: CanvasRenderingContext2D, picture: PoolPicture, id: number): void {
  const { history, pool, colours } = picture;
  context.textAlign = 'left';
  context.fillStyle = colours.ink;
  context.fillText(`block ${id}`, 40, rowAt(picture, id) + ROW_HEIGHT / 2 - 2);
  const first = id - (id % 2);
  const y = rowAt(picture, first);
  const isWhole = first + 1 < history.blocks;
  const end = y + (isWhole ? 2 : 1) * ROW_HEIGHT - 8;
  context.strokeStyle = colours.muted;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(36, y + 4);
  context.lineTo(30, y + 4);
  context.lineTo(30, end);
  context.lineTo(36, end);
  context.stroke();
  // Once for both halves.
  if (id !== first && y > topOf(picture) - ROW_HEIGHT) return;
  context.save();
  context.translate(18, (y + 4 + end) / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillStyle = colours.muted;
  context.font = '11px system-ui, sans-serif';
  context.fillText(`grant ${pool.blocks[first]?.gref ?? ''}`, 0, 0);
  context.restore();
}
