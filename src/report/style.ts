/** How parts of a report are set off. Each takes text and gives it back with or without decoration. */
export interface Style {
  /** The title of a section. */
  heading: (text: string) => string;
  /** What a reader should see first. */
  strong: (text: string) => string;
  /** What can be skipped. */
  dim: (text: string) => string;
  /** Stale bytes and everything that went wrong. */
  alarm: (text: string) => string;
  /** What is not right, but no alarm. */
  caution: (text: string) => string;
  /** Commands to type. */
  command: (text: string) => string;
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
};
