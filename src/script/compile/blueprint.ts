import type { Packet, RawFrame } from '../../guest/packets.ts';
import type { DataPath } from '../errors.ts';
import type { Problems } from '../problems.ts';
import type { PlacePayload } from '../script.ts';
import type { Fault } from '../step.ts';
import type { AddressBook } from './address-book.ts';
import type { PayloadCompiler } from './payload-compiler.ts';

/** What a step of the script becomes. */
export interface Blueprint {
  /** For a step that has no name. */
  label: string;
  content: Content;
}

/** By what it does: what is sent or received is made anew for each cursor. */
export type Content =
  | { kind: 'send'; build(place: PlacePayload): Packet }
  | { kind: 'receive'; build(place: PlacePayload): RawFrame }
  | { kind: 'poll' }
  | { kind: 'wait'; nanoseconds: number }
  | { kind: 'note'; text: string }
  | { kind: 'fault'; fault: Fault };

/** What the maker of a blueprint works with. */
export interface Workshop {
  book: AddressBook;
  payloads: PayloadCompiler;
  problems: Problems;
  /** Where the fields of the step stand: `steps[3].udp`. */
  path: DataPath;
}

export function sending(label: string, build: (place: PlacePayload) => Packet): Blueprint {
  return { label, content: { kind: 'send', build } };
}
