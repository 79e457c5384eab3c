import type { BlockStretch } from '../../audit/findings.ts';
import type { RecordedFrame, Recording } from '../../recording/recording.ts';
import type { Owners } from '../owners.ts';
import type { PoolCell } from '../pool-grid.ts';

/** Width of the column with the names of blocks. */
export const LABELS = 96;
export const ROW_HEIGHT = 44;
/** Height of the heads of columns. */
export const TOP = 46;

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
  grid: readonly (readonly (PoolCell | undefined | null)[])[];
  recording: Recording;
  owners: Owners;
  frame: RecordedFrame | undefined;
  colours: Colours;
  /** Also slots of the ring, and directions. */
  isDetailed: boolean;
  width: number;
  height: number;
  /** Width of a column. */
  cell: number;
  /** How far it is scrolled. */
  left: number;
}

/** Draws what is in sight of the pool. */
export function drawPool(context: CanvasRenderingContext2D, picture: PoolPicture): void {
  const { grid, recording, colours, width, height, cell, left, frame } = picture;
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, width, height);
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const first = Math.floor(left / cell);
  const last = Math.min(recording.unbroken - 1, Math.ceil((left + width - LABELS) / cell));
  context.save();
  context.beginPath();
  context.rect(LABELS, 0, width - LABELS, height);
  context.clip();
  for (let column = first; column <= last; column++) {
    drawColumnHead(context, picture, column);
    grid.forEach((row, block) => {
      drawCell(context, picture, row[column], LABELS + column * cell - left, TOP + block * ROW_HEIGHT);
    });
  }
  drawArrows(context, picture);
  if (frame !== undefined && frame.number <= recording.unbroken) {
    context.strokeStyle = colours.ink;
    context.lineWidth = 2;
    context.strokeRect(LABELS + (frame.number - 1) * cell - left + 1, 2, cell - 2, height - 4);
  }
  context.restore();
  drawLabels(context, picture);
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
  { colours, owners, cell }: PoolPicture,
  content: PoolCell | undefined | null,
  x: number,
  y: number,
): void {
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
  drawContents(context, colours, owners, use.contents, use.frame, { x: x + 1, y: y + 1, w, h });
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
  colours: Colours,
  owners: Owners,
  contents: readonly BlockStretch[],
  frame: number | undefined,
  { x, y, w, h }: Box,
): void {
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
    if (write.number !== (frame ?? null)) hatch(context, colours.strong[colour] ?? colours.ink, box);
  }
}

/** What is stale: stripes in the strong colour of whom it was meant for. */
function hatch(context: CanvasRenderingContext2D, colour: string, { x, y, w, h }: Box): void {
  context.save();
  context.beginPath();
  context.rect(x, y, w, h);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  for (let at = -h; at < w; at += 6) {
    context.beginPath();
    context.moveTo(x + at, y + h);
    context.lineTo(x + at + h, y);
    context.stroke();
  }
  context.restore();
}

/** From where bytes of the selected frame were written to where they leaked. */
function drawArrows(context: CanvasRenderingContext2D, picture: PoolPicture): void {
  const { frame, colours, owners, cell, left, grid } = picture;
  if (frame === undefined) return;
  const sources = new Map((frame.leak?.ranges ?? []).map(({ source }) => [source.number, source]));
  const [block] = frame.blocks;
  if (block === undefined || block.id >= grid.length) return;
  const y = TOP + block.id * ROW_HEIGHT + ROW_HEIGHT / 2 - 2;
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

/** Blocks, and the pages with their grants that two of them share. */
function drawLabels(
  context: CanvasRenderingContext2D,
  { grid, recording, colours, height }: PoolPicture,
): void {
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, LABELS - 2, height);
  context.textAlign = 'left';
  context.fillStyle = colours.muted;
  context.fillText('packet', 40, 12);
  context.fillText('for', 40, 31);
  grid.forEach((_, id) => {
    const y = TOP + id * ROW_HEIGHT;
    context.fillStyle = colours.ink;
    context.fillText(`block ${id}`, 40, y + ROW_HEIGHT / 2 - 2);
    if (id % 2 === 1) return;
    const isWhole = id + 1 < grid.length;
    const end = y + (isWhole ? 2 : 1) * ROW_HEIGHT - 8;
    context.strokeStyle = colours.muted;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(36, y + 4);
    context.lineTo(30, y + 4);
    context.lineTo(30, end);
    context.lineTo(36, end);
    context.stroke();
    context.save();
    context.translate(18, (y + 4 + end) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'center';
    context.fillStyle = colours.muted;
    context.font = '11px system-ui, sans-serif';
    context.fillText(`grant ${recording.pool.blocks[id]?.gref ?? ''}`, 0, 0);
    context.restore();
  });
}
