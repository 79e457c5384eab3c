import { Forwarder } from '../forwarder.ts';
import { arpStep } from './arp-step.ts';
import type { Cast } from './cast.ts';
import { dhcpSteps } from './dhcp-steps.ts';
import { ipv4Steps, type StepMaker } from './ipv4-steps.ts';
import { CastNames } from './names.ts';
import { ndp6Step } from './ndp6-step.ts';
import type { StepData } from './proof.ts';
import { Proof } from './proof.ts';
import { rawStep, receiveStep } from './raw-step.ts';

/** Finds for each frame the most natural step that gives it back, byte for byte. */
export class StepFinder {
  readonly #maker: StepMaker;
  readonly #proof: Proof;
  readonly #forwarder = new Forwarder();

  /** @param mtu - of the script */
  constructor(cast: Cast, mtu: number) {
    this.#proof = new Proof(cast, mtu);
    this.#maker = { names: new CastNames(cast), book: this.#proof.book };
  }

  stepFor(frame: Uint8Array): StepData {
    const { mac } = this.#maker.book.unikernel;
    const isSent = frame.length >= 12 && mac.every((byte, i) => byte === frame[6 + i]);
    // Only the unikernel can send a frame of no bytes.
    if (!isSent && frame.length > 0) return receiveStep(frame, this.#maker);
    const natural = this.#naturalSteps(frame).find((step) => this.#proof.gives(step, frame));
    if (natural === undefined) return rawStep(frame, this.#maker);
    return 'dhcp' in natural ? this.#shortened(natural, frame) : natural;
  }

  #naturalSteps(frame: Uint8Array): StepData[] {
    const maker = this.#maker;
    const others = [arpStep(frame, maker), ndp6Step(frame, maker)].filter((step) => step !== undefined);
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    const packet = this.#forwarder.packetOf(frame, view, 0, frame.length);
    const forwarded = packet.kind === 'nat' ? ipv4Steps(packet, maker) : [];
    return [...dhcpSteps(frame, maker), ...forwarded, ...others];
  }

  /** Leaves out the fields of a message that follow from the others. */
  #shortened(step: StepData, frame: Uint8Array): StepData {
    let fields = { ...Object(step['dhcp']) } as Record<string, unknown>;
    for (const key of Object.keys(fields)) {
      const { [key]: _, ...fewer } = fields;
      if (this.#proof.gives({ dhcp: fewer }, frame)) fields = fewer;
    }
    return { dhcp: fields };
  }
}
