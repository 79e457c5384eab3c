/** A process as it is started. */
export interface Launch {
  command: string;
  args: readonly string[];
  /** Standard output is a pipe whose reader throws away what it gets; otherwise it is the null device. */
  piped?: boolean;
}

/** Whole processes, or the difference of two, in which start-up drops out. */
export type Phase = 'cold' | 'steady';

/** A program at one task. */
export interface Subject {
  /** Unique; what `--only` looks at. */
  name: string;
  /** Packets of one process; 0 if it is started for the sake of starting. A steady rate takes a second one, of twice as many. */
  packets: number;
  /** Of a frame, on average; undefined if it is not known. */
  frameBytes: number | undefined;
  phases: readonly Phase[];
  /** How many times it is started in each round, for the median of them; 1 if absent. */
  times?: number;
  /** Name of the subject that its rate is compared with in the table of rates, phase by phase. */
  yardstick?: string;
  /** Makes what the process needs, and says how it is started. */
  launch(packets: number): Launch;
}
