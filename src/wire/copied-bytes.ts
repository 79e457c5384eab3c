/** Bytes of a frame that are written again as they are, into one that is made of it. */
export interface CopiedBytes {
  /** Offset in the frame that came in. */
  from: number;
  /** Offset in the frame that goes out. */
  to: number;
  length: number;
}
