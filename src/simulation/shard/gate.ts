import type { Capture } from '../capture/capture.ts';
import type { FrameDetails } from '../capture/frame-details.ts';
import type { SimulationListener } from '../simulation-options.ts';

/** Keeps what happens before a slice from whoever watches it. */
export class Gate {
  isOpen = false;

  capture(inner: Capture): Capture {
    const describe = inner.describe?.bind(inner);
    return {
      vantage: inner.vantage,
      write: (seconds, nanoseconds, bytes, offset, length) =>
        !this.isOpen || inner.write(seconds, nanoseconds, bytes, offset, length),
      drain: () => inner.drain(),
      ...(describe === undefined
        ? {}
        : { describe: this.pass((details: FrameDetails) => describe(details)) }),
    };
  }

  /** @returns a listener with the methods that `inner` has: what is not listened for costs nothing */
  listener(inner: SimulationListener): SimulationListener {
    const { frame, leak, checksumFailure, error, note, finished } = inner;
    return {
      ...(frame === undefined ? {} : { frame: this.pass(frame.bind(inner)) }),
      ...(leak === undefined ? {} : { leak: this.pass(leak.bind(inner)) }),
      ...(checksumFailure === undefined ? {} : { checksumFailure: this.pass(checksumFailure.bind(inner)) }),
      ...(error === undefined ? {} : { error: this.pass(error.bind(inner)) }),
      ...(note === undefined ? {} : { note: this.pass(note.bind(inner)) }),
      ...(finished === undefined ? {} : { finished: this.pass(finished.bind(inner)) }),
    };
  }

  /** @returns a function that is called only while the gate is open */
  pass<E>(listen: (event: E) => void): (event: E) => void {
    return (event) => {
      if (this.isOpen) listen(event);
    };
  }
}
