import type { Packet, RawFrame } from '../guest/packets.ts';
import type { HostileAct } from '../netchannel/hostile-acts.ts';
import type { EndName } from '../netchannel/observer.ts';

/** Where in the script a step stands, for reports. */
export interface ScriptSite {
  /** Position among all steps in the order of the text; a repeat or a choice comes before the steps in it. */
  index: number;
  /** The step's name in the script, or a short description of it. */
  label: string;
  /** Counted from 1. */
  line: number;
  /** The included script that it stands in; the script itself if absent. */
  file?: string;
}

/** When a step is taken, if not in its turn; at once if that is past. */
export interface Timing {
  /** Since the step before it began (waits and notes are none), or since the start of the run. */
  from: 'step' | 'start';
  nanoseconds: number;
}

/** The unikernel, or a guest of its own, sends a packet, or calls netfront with a fill function of its own. */
export interface SendStep {
  kind: 'send';
  site: ScriptSite;
  timing?: Timing;
  /** It belongs to the step before it: a later packet of one conversation. */
  continues?: true;
  /** Which of the guests sends that the unikernel serves; it is the unikernel if absent. */
  guest?: string;
  packet: Packet;
}

/** Netback sends a frame to netfront, or what becomes of a host's packet. */
export type ReceiveStep = ReceiveFrameStep | ReceivePacketStep;

/** A frame given by what its fill function writes. */
export interface ReceiveFrameStep {
  kind: 'receive';
  site: ScriptSite;
  timing?: Timing;
  frame: RawFrame;
}

/** A packet that another machine sends to the guest. */
export interface ReceivePacketStep {
  kind: 'receive';
  site: ScriptSite;
  timing?: Timing;
  /** It belongs to the step before it: a later packet of one conversation. */
  continues?: true;
  packet: Packet;
  /** MAC address of who sends the frame, 6 bytes. */
  sender: Uint8Array;
}

/** Netback, then netfront, handle what is pending, until neither has anything; or one of them does, once. */
export interface PollStep {
  kind: 'poll';
  end?: EndName;
  site: ScriptSite;
  timing?: Timing;
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

/** What goes wrong at netback. Faults of responses are for the next TX requests that no fault before them takes. */
export type Fault =
  /** Responses that never come; or refusals with the status ERROR. */
  | { kind: 'drop' | 'error'; count: number }
  /** Responses that come so much later. */
  | { kind: 'delay'; count: number; nanoseconds: number }
  /** Nothing is handled for that time; Infinity: until further notice. */
  | { kind: 'stall'; nanoseconds: number }
  /** So many maps or copies of granted pages are refused by the hypervisor. */
  | { kind: 'refuse'; count: number }
  /** Frame callbacks of both ends take that time; Infinity: until further notice. */
  | { kind: 'hold'; nanoseconds: number }
  /** Ends a stall and a hold. */
  | { kind: 'resume' };

/** Netback is made to misbehave. */
export interface FaultStep {
  kind: 'fault';
  site: ScriptSite;
  timing?: Timing;
  /** At whose channel; at that of the unikernel if absent. */
  guest?: string;
  fault: Fault;
}

/** An end does what no honest end does. */
export interface HostileStep {
  kind: 'hostile';
  site: ScriptSite;
  timing?: Timing;
  /** At whose channel; at that of the unikernel if absent. */
  guest?: string;
  hostile: HostileAct;
}

/** The unikernel, or a guest, takes a page for something of its own, which it shares with nobody. */
export interface OwnPageStep {
  kind: 'own page';
  site: ScriptSite;
  /** Who takes it; the unikernel if absent. */
  guest?: string;
  /** What it writes at the beginning of the page. */
  data: Uint8Array;
}

/** A repetition begins of a repeat with a pace of its own. It stands for no step of the script, and is not counted. */
export interface RepetitionStep {
  kind: 'repetition';
  /** Of the repeat. */
  site: ScriptSite;
  /** Which of those with a pace it is, counted from 0. */
  repeat: number;
  isFirst: boolean;
  /** From one repetition to the next. */
  nanoseconds: number;
}

/** A step that sends or handles something, and that the time from step to step follows. */
export type ActingStep = SendStep | ReceiveStep | PollStep;

/** What the simulation does next. */
export type Step = ActingStep | WaitStep | NoteStep | FaultStep | HostileStep | OwnPageStep | RepetitionStep;
