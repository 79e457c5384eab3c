import type { AuditedFrame } from '../../audit/audited-frame.ts';
import { Hosts } from '../../audit/hosts.ts';
import { type DeviceRow, OWN_DEVICE } from '../../netchannel/devices.ts';
import { Simulation } from '../simulation.ts';
import type { SimulationOptions } from '../simulation-options.ts';
import type { StepSource } from '../step-source.ts';
import { cleanDevice } from './clean-device.ts';
import type { DeviceMeasures } from './comparison-result.ts';
import { CrossedFrames } from './crossed-frames.ts';
import { FrameDifferences } from './frame-differences.ts';

/** Measures one device of a comparison, beside another that sends the same from clean memory. */
export class Measuring {
  readonly #steps: StepSource;
  readonly #clean: Simulation;
  readonly #crossed = new CrossedFrames();
  readonly #found: FrameDifferences;
  #longestRun = 0;
  #sentBytes = 0;

  /** @param steps - equal to those that the device takes */
  constructor(row: DeviceRow, simulation: Omit<SimulationOptions, 'release'>, steps: StepSource) {
    this.#steps = steps;
    this.#found = new FrameDifferences(['device', 'clean'], 0, simulation.hosts ?? new Hosts());
    this.#clean = new Simulation({
      ...simulation,
      release: OWN_DEVICE,
      own: cleanDevice(row),
      listed: 0,
      exposure: false,
      listener: { frame: (frame) => this.#crossed.add(frame, false) },
    });
  }

  /** A frame crossed the device that is measured. */
  frame(frame: AuditedFrame): void {
    if (frame.direction === 'rx') return;
    this.#sentBytes += frame.length;
    if (frame.leakedBytes === 0) return;
    let run = 0;
    let end = -1;
    for (const [from, to] of frame.staleRanges()) {
      run = (from === end ? run : 0) + to - from;
      end = to;
      if (run > this.#longestRun) this.#longestRun = run;
    }
  }

  /** Takes the step that the device has taken. @param crossed - what crossed it meanwhile */
  take(crossed: CrossedFrames): void {
    const step = this.#steps.next();
    if (step !== undefined) this.#clean.take(step);
    this.#compare(crossed);
  }

  /** The last poll. */
  finish(crossed: CrossedFrames): void {
    this.#clean.finish();
    this.#compare(crossed);
  }

  /** What has been measured so far. */
  result({ channel }: Simulation, bytesCleared: number): DeviceMeasures {
    const { grants, netfront } = channel;
    const sentBytes = this.#sentBytes;
    return {
      longestRun: this.#longestRun,
      differingFrames: this.#found.result().frames,
      sentBytes,
      clearAmplification: sentBytes === 0 ? null : bytesCleared / sentBytes,
      grants: grants.granted,
      maps: grants.maps,
      copies: grants.copies,
      pagesPinned: netfront.pool.pagesGranted,
    };
  }

  #compare(crossed: CrossedFrames): void {
    this.#found.take([crossed, this.#crossed]);
    this.#crossed.clear();
  }
}
