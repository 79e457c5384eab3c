/** How parts of a report are set off. Each takes text and gives it back with or without decoration. */
export interface Style {
  /** The title of a section. */
  heading: (text: string) => string;
  /** What a reader should see first. */
  strong: (text: string) => string;
  /** What can be skipped. */
  dim: (text: string) => string;
  /** What went wrong. */
  alarm: (text: string) => string;
  /** What is not right, but no alarm. */
  caution: (text: string) => string;
  /** Commands to type. */
  command: (text: string) => string;
  /** Stale bytes of a secret that went to somebody whom it was not meant for. */
  secret: (text: string) => string;
  /** Other stale bytes that were meant for somebody else. */
  foreign: (text: string) => string;
  /** Stale bytes that come back to whom they were meant for. */
  own: (text: string) => string;
  /** Stale bytes that are zero. */
  zero: (text: string) => string;
}

function same(text: string): string {
  return text;
}

/** No decoration: everything that a report says, it also says in characters. */
export const PLAIN_STYLE: Style = {
  heading: same,
  strong: same,
  dim: same,
  alarm: same,
  caution: same,
  command: same,
  secret: same,
  foreign: same,
  own: same,
  zero: same,
};
