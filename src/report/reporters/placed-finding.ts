/** What kinds of findings there are. These names are for good: CI systems follow a finding from run to run by them. */
export type FindingRule =
  | 'leak'
  | 'cross-recipient-leak'
  | 'stale-sum'
  | 'wrong-checksum'
  | 'wrong-frame-check-sequence'
  | 'padding'
  | 'expectation'
  | 'poison'
  | 'secret'
  | 'depends';

/** Something that was found, and where, for reporters that point at places. Its texts are fit for one line. */
export interface PlacedFinding {
  rule: FindingRule;
  /** Whether it fails what it was found in: the user asked for that. */
  fails: boolean;
  message: string;
  /** The file that whoever can put it right looks into: the script, the capture that was inspected, or the program that was probed. */
  file: string;
  /** Of the script, counted from 1; 0 if it stands in no line. */
  line: number;
  /** 0 if it is not known. */
  column: number;
  /** Number of the frame, from 1, as in Wireshark; null if it is about no frame. */
  frame: number | null;
  /** The bytes of that frame that it is about. */
  bytes: readonly FindingBytes[];
  /** What it has in common with the same finding in another run, and with no other finding: no lines, and no frame numbers. */
  identity: readonly string[];
}

/** Bytes of a frame, and, if that is known, where they are in a capture. */
export interface FindingBytes {
  /** What they are: a protocol field, a checksum. */
  what: string;
  /** Offset in the frame of the first byte. */
  start: number;
  /** One past the last byte. */
  end: number;
  capture: { file: string; offset: number } | null;
}
