/**
 * What became of a script's expectations, as plain data. The JSON report carries these records field by field, so a
 * change here is a change of its schema (src/report/json-schema.ts).
 */
export interface ExpectationResult {
  /** Expectations for the release at hand that were checked. */
  checked: number;
  /** How many of them are not met. */
  failed: number;
  /** Expectations for the release at hand that were not checked, because the run was stopped, or made in shards. */
  unchecked: number;
  /** One by one, in the order of the script; the first 1000. */
  items: ExpectationItem[];
  /** The first 100, and of one expectation the first 10, in the order of the script. */
  failures: ExpectationFailure[];
  /** All failures: an expectation of a step can fail for each of its frames. */
  failureCount: number;
}

/** Where an expectation stands. */
export interface ExpectationPlace {
  /** If it does not stand in the script itself, but in a file that it includes. */
  file?: string | undefined;
  /** Of its key, counted from 1. */
  line: number;
  column: number;
}

/** One thing that the script expects. */
export interface ExpectationItem extends ExpectationPlace {
  /** Index of the step; null if it is about the whole run. */
  step: number | null;
  /** Of the step; 'the run'. */
  label: string;
  /** What is expected, in words. */
  what: string;
  /** False also if it was not checked. */
  met: boolean;
  checked: boolean;
  /** How many times it failed. */
  failures: number;
}

/** One time that an expectation was not met. */
export interface ExpectationFailure extends ExpectationPlace {
  /** Index of the step; null if it is about the whole run. */
  step: number | null;
  /** The release that was run. */
  release: string;
  /** The key in the script: 'verdict', 'bytes', 'leaked', … */
  field: string;
  expected: string;
  found: string;
  /** Position in the capture of the frame that is not as expected, from 1; null if it is not about one frame. */
  frame: number | null;
  excerpt: MarkedExcerpt | null;
}

/** Bytes of a frame, for showing. Offsets count from the start of the frame. */
export interface MarkedExcerpt {
  /** Offset of the first byte shown; a multiple of 16. */
  start: number;
  /** 128 at most. */
  bytes: Uint8Array;
  /** Of the whole frame. */
  length: number;
  /** The bytes that are not as expected. */
  marks: ByteSpan[];
  /** What was expected there, as far as it is within what is shown; null if no bytes were expected. */
  expected: { start: number; bytes: Uint8Array } | null;
}

export interface ByteSpan {
  start: number;
  /** One past the last byte. */
  end: number;
}
