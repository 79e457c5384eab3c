import type { Packet, RawFrame } from '../guest/packets.ts';

/** Where in the script a step stands, for reports. */
export interface ScriptSite {
  /** Position among all steps in the order of the text; a repeat or a choice comes before the steps in it. */
  index: number;
  /** The step's name in the script, or a short description of it. */
  label: string;
  /** Counted from 1. */
  line: number;
}

/** The guest sends a packet, or calls netfront with a fill function of its own. */
export interface SendStep {
  kind: 'send';
  site: ScriptSite;
  packet: Packet;
}

/** Netback sends a frame to netfront. */
export interface ReceiveStep {
  kind: 'receive';
  site: ScriptSite;
  frame: RawFrame;
}

/** Netback, then netfront, handle what is pending, until neither has anything. */
export interface PollStep {
  kind: 'poll';
  site: ScriptSite;
}

/** Virtual time goes by. */
export interface WaitStep {
  kind: 'wait';
  site: ScriptSite;
  nanoseconds: number;
}

/** The script tells its reader something. */
export interface NoteStep {
  kind: 'note';
  site: ScriptSite;
  text: string;
}

/** What the simulation does next. */
export type Step = SendStep | ReceiveStep | PollStep | WaitStep | NoteStep;
