/** What stands for the channel in the names of captures, one for each. */
export const CHANNEL = '{channel}';

/** Where the frames of a run went. */
export interface CaptureInfo {
  /** As the user named it; null if they went to a stream, or nowhere. */
  file: string | null;
  /** How many frames it holds. */
  packets: number;
  /** Its length, headers included. */
  bytes: number;
  /** False if whoever was to read it left, or read no more, before the end of what was written; absent otherwise. */
  taken?: false | undefined;
}
