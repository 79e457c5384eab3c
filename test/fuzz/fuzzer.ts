/** One thing to be tried. */
export interface Trial {
  /** What it is, in a few words. */
  what: string;
  /**
   * @returns what came of it, in a word or two: outcomes are counted
   * @throws if it went wrong
   */
  run(): string | Promise<string>;
}

/** Makes things to be tried, without end. */
export interface Fuzzer {
  /** What is tried, and what may come of it. */
  title: string;
  /** How many of them `npm test` tries. */
  few: number;
  /** Makes the trial of that number: always the same from the same seed and number. */
  trial(seed: number, number: number): Trial;
}
