import { RingTrace } from '../../simulation/ring-trace.ts';
import type { RunOptions } from '../../simulation/run.ts';
import { TraceFile } from '../files/trace-file.ts';

/** A trace of a run that is about to be made. */
export interface Traced {
  /** For the run. */
  options: Pick<RunOptions, 'observer' | 'listener'>;
  /** The run is over. @throws CliError */
  end(): void;
}

/**
 * @param path - of the file; undefined for no trace
 * @throws CliError if it cannot be written
 */
export function traced(path: string | undefined): Traced {
  if (path === undefined) return { options: {}, end: () => {} };
  const file = new TraceFile(path);
  const trace = new RingTrace(file.write);
  let hasBegun = false;
  return {
    options: {
      observer: (_, __, now) => {
        hasBegun = true;
        trace.setClock(now);
        return trace.observer;
      },
      listener: { leak: (leak) => trace.leak(leak) },
    },
    end: () => {
      try {
        trace.end();
        // Of a run that never began, there is nothing to tell instead of what is there.
        if (hasBegun) file.end();
      } finally {
        file.close();
      }
    },
  };
}
