import type { Packet, RawFrame } from '../../guest/packets.ts';
import type { HostileAct } from '../../netchannel/hostile-acts.ts';
import type { EndName } from '../../netchannel/observer.ts';
import type { DataPath } from '../errors.ts';
import type { Problems } from '../problems.ts';
import type { Party, PlacePayload } from '../script.ts';
import type { Fault } from '../step.ts';
import type { AddressBook } from './address-book.ts';
import type { ConversationLimits } from './conversation-limits.ts';
import type { PortField } from './index-fields.ts';
import type { PayloadCompiler } from './payload-compiler.ts';

/** What a step of the script becomes. */
export interface Blueprint {
  /** For a step that has no name. */
  label: string;
  content: Content;
}

/** By what it does: what is sent or received is made anew for each cursor. */
export type Content =
  | { kind: 'receive'; build(place: PlacePayload): RawFrame }
  | PacketContent
  | Conversation
  | { kind: 'poll'; end?: EndName }
  | { kind: 'wait'; nanoseconds: number }
  | { kind: 'note'; text: string }
  | { kind: 'fault'; fault: Fault }
  | { kind: 'hostile'; hostile: HostileAct }
  | { kind: 'own page'; data: Uint8Array };

/** A packet of the guest's, or of the machine with the MAC address `sender`. */
export type PacketContent =
  | { kind: 'send'; build(place: PlacePayload): Packet }
  | { kind: 'receive packet'; sender: Uint8Array; build(place: PlacePayload): Packet };

/** Packets one after another, all of which stand at one place of the script. */
export interface Conversation {
  kind: 'conversation';
  parts: readonly ConversationPart[];
  /** How many times, at least 1. */
  count: number;
  /** Where the port of the side that opens stands in the script: a loop index may stand for it. */
  openerPortPath?: DataPath;
}

export interface ConversationPart {
  content: PacketContent;
  /** The field of the packet, or of its transport, that holds the port of the side that opens. */
  openerPort?: PortField;
}

/** What the maker of a blueprint works with. */
export interface CompileContext {
  book: AddressBook;
  /** The guests behind the unikernel, by name; none if the script has none. */
  guests: ReadonlyMap<string, Party>;
  /** Unknown guests are reported; not so if those of the script could not be read. */
  areGuestsNamed: boolean;
  payloads: PayloadCompiler;
  problems: Problems;
  conversations: ConversationLimits;
  /** Where the fields of the step stand: `steps[3].udp`. */
  path: DataPath;
}

export function sending(label: string, build: (place: PlacePayload) => Packet): Blueprint {
  return { label, content: { kind: 'send', build } };
}

/** @param sender - MAC address of the machine that sends the frame to the guest */
export function receiving(
  label: string,
  sender: Uint8Array,
  build: (place: PlacePayload) => Packet,
): Blueprint {
  return { label, content: { kind: 'receive packet', sender, build } };
}
