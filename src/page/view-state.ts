import type { Owners } from './owners.ts';
import { oldRanges, type ShownFrame } from './shown-frame.ts';
import { stretchesOf } from './stretches.ts';

/** Which frames are to be seen. What is absent, or empty, holds for all. */
export interface Filter {
  /** Which channel it crossed. */
  channel?: string;
  /** Who got the frame. */
  host?: string;
  verdict?: string;
  /** Frames with stale bytes of this secret. */
  secret?: string;
  /** Frames with stale bytes in this field. */
  field?: string;
  /** Frames with stale bytes that were meant for them. */
  from?: string;
}

/** What somebody has chosen to see: it stands in the address, so that a view can be sent to somebody. */
export interface ViewState {
  release?: string;
  frame?: number;
  /** Offset of a byte in the frame. */
  byte?: number;
  isSideBySide: boolean;
  filter: Filter;
  /** A script that was changed, packed. */
  script?: string;
}

const FILTER_KEYS = ['channel', 'host', 'verdict', 'secret', 'field', 'from'] as const;

/** @param hash - of the address, with or without its `#`; what does not make sense in it is left out */
export function parseHash(hash: string): ViewState {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const filter: Filter = {};
  for (const key of FILTER_KEYS) {
    const value = parameters.get(key);
    if (value !== null && value !== '') filter[key] = value;
  }
  const release = parameters.get('release');
  const script = parameters.get('script');
  const frame = numberIn(parameters.get('frame'));
  const byte = numberIn(parameters.get('byte'));
  return {
    ...(release === null ? {} : { release }),
    ...(frame === undefined || frame === 0 ? {} : { frame }),
    ...(byte === undefined ? {} : { byte }),
    ...(script === null ? {} : { script }),
    isSideBySide: parameters.get('view') === 'side-by-side',
    filter,
  };
}

/** @returns the hash that `parseHash` reads as this state, with its `#` */
export function formatHash({ release, frame, byte, isSideBySide, filter, script }: ViewState): string {
  const parameters = new URLSearchParams();
  if (release !== undefined) parameters.set('release', release);
  if (frame !== undefined) parameters.set('frame', `${frame}`);
  if (byte !== undefined) parameters.set('byte', `${byte}`);
  if (isSideBySide) parameters.set('view', 'side-by-side');
  for (const key of FILTER_KEYS) {
    const value = filter[key];
    if (value !== undefined && value !== '') parameters.set(key, value);
  }
  if (script !== undefined) parameters.set('script', script);
  return `#${parameters}`;
}

/** @returns whether a frame is one of those that are to be seen */
export function isShown(frame: ShownFrame, filter: Filter, owners: Owners): boolean {
  const { channel, host, verdict, secret, field, from } = filter;
  const ranges = oldRanges(frame);
  if (channel && frame.channel !== channel) return false;
  if (host && owners.name(frame.recipient) !== host) return false;
  if (verdict && frame.verdict !== verdict) return false;
  if (secret && !ranges.some(({ secrets = [] }) => secrets.some(({ name }) => name === secret))) return false;
  if (from && !ranges.some(({ source }) => owners.name(source.recipient) === from)) return false;
  if (!field) return true;
  return stretchesOf(frame).some((stretch) => stretch.state === 'stale' && stretch.field === field);
}

function numberIn(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
