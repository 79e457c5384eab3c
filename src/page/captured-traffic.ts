import type { Poison } from '../inspection/old-memory/poison.ts';
import type { WorstFrames } from '../replay/leak-recorder.ts';
import { gunzip } from './packed-text.ts';
import { parseToldFrames } from './told-frames.ts';

/** What a page knows of a capture: the capture itself, or its beginning, which it goes through as the command does. */
export interface CapturedTraffic {
  /** Whether its packets are sent through the device, or looked into as they are. */
  how: 'replay' | 'inspect';
  /** As reports call it. */
  file: string;
  /** Without folder and extension. */
  name: string;
  /** Its bytes, compressed by gzip, as base64. */
  capture: string;
  /** If it is only the beginning of a capture. */
  beginning?: Beginning;
  /** How packets are sent. */
  sending?: { asap: boolean; pollEvery: number; mtu?: number };
  /** What is looked for in them. */
  looking?: { body: boolean; secrets: string[]; allowed: string[]; poisons?: readonly Poison[] };
  /** Options of the command that looks for the same, word by word. */
  options?: string[];
  /** The release to begin with. */
  release?: string;
}

/** The beginning of a capture that is too long for a page. */
export interface Beginning {
  /** Packets that are read. */
  packets: number;
  /** Of the whole capture. */
  of: number;
  /** What the command said of all of them; of a replay, by release. */
  said: Record<string, string>;
  /** Of a replay: the frames behind the beginning that leak most, by release; JSON, compressed by gzip, as base64. */
  worst?: string;
}

/** @returns the bytes of a capture */
export async function captureBytes({ capture }: Pick<CapturedTraffic, 'capture'>): Promise<Uint8Array> {
  return unpacked(capture);
}

/** @returns what the command has told of frames that are not in the page; undefined if it has not */
export async function toldFrames({ beginning }: CapturedTraffic): Promise<Record<string, WorstFrames>> {
  if (beginning?.worst === undefined) return {};
  return parseToldFrames(new TextDecoder().decode(await unpacked(beginning.worst)));
}

function unpacked(packed: string): Promise<Uint8Array> {
  return gunzip(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)));
}
