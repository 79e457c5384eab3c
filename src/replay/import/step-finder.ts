import { Forwarder } from '../../guest/forwarder.ts';
import type { NatPacket } from '../../guest/packets.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_SOURCE, ETHERNET_TYPE } from '../../wire/ethernet.ts';
import { arpStep, receivedArpStep } from './arp-step.ts';
import { dhcpSteps, receivedDhcpSteps } from './dhcp-steps.ts';
import { ipv4Steps, receivedIpv4Step, type StepMaker } from './ipv4-steps.ts';
import { ParticipantNames } from './names.ts';
import { ndp6Step } from './ndp6-step.ts';
import type { Participants } from './participants.ts';
import type { StepData } from './proof.ts';
import { Proof } from './proof.ts';
import { rawStep, receiveStep } from './raw-step.ts';

/** Finds for each frame the most natural step that gives it back, byte for byte. */
export class StepFinder {
  readonly #maker: StepMaker;
  readonly #proof: Proof;
  readonly #forwarder = new Forwarder();

  /** @param mtu - of the script */
  constructor(participants: Participants, mtu: number) {
    this.#proof = new Proof(participants, mtu);
    this.#maker = { names: new ParticipantNames(participants), book: this.#proof.book };
  }

  stepFor(frame: Uint8Array): StepData {
    const { mac } = this.#maker.book.unikernel;
    const isSent =
      frame.length >= ETHERNET_TYPE && mac.every((byte, i) => byte === frame[ETHERNET_SOURCE + i]);
    // Only the unikernel can send a frame of no bytes.
    if (!isSent && frame.length > 0) return this.#receivedStep(frame);
    const natural = this.#sentSteps(frame).find((step) => this.#proof.gives(step, frame));
    if (natural === undefined) return rawStep(frame, this.#maker);
    return 'dhcp' in natural
      ? this.#shortened(Object(natural['dhcp']), frame, (dhcp) => ({ dhcp }))
      : natural;
  }

  #receivedStep(frame: Uint8Array): StepData {
    const natural = this.#receivedSteps(frame).find((step) => this.#proof.gives(step, frame));
    if (natural === undefined) return receiveStep(frame, this.#maker);
    const { dhcp, ...route }: { dhcp?: object } = Object(natural['receive']);
    if (dhcp === undefined) return natural;
    const withMessage = (fields: object): StepData => ({ receive: { ...route, dhcp: fields } });
    const { receive } = this.#shortened({ ...dhcp }, frame, withMessage);
    return this.#shortened({ ...Object(receive) }, frame, (fields) => ({ receive: fields }));
  }

  #sentSteps(frame: Uint8Array): StepData[] {
    const maker = this.#maker;
    const others = [arpStep(frame, maker), ndp6Step(frame, maker)].filter((step) => step !== undefined);
    const packet = this.#forwarded(frame);
    const forwarded = packet === undefined ? [] : ipv4Steps(packet, maker);
    return [...dhcpSteps(frame, maker), ...forwarded, ...others];
  }

  #receivedSteps(frame: Uint8Array): StepData[] {
    if (frame.length < ETHERNET_HEADER_LENGTH) return [];
    const maker = this.#maker;
    const packet = this.#forwarded(frame);
    const source = frame.subarray(ETHERNET_SOURCE, ETHERNET_TYPE);
    const ipv4 = packet === undefined ? undefined : receivedIpv4Step(packet, source, maker);
    const others = [receivedArpStep(frame, maker), ipv4].filter((step) => step !== undefined);
    return [...receivedDhcpSteps(frame, maker), ...others];
  }

  #forwarded(frame: Uint8Array): NatPacket | undefined {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    const packet = this.#forwarder.packetOf(frame, view, 0, frame.length);
    return packet.kind === 'nat' ? packet : undefined;
  }

  /** Leaves out the fields that follow from the others. @param stepOf - makes a step with these fields */
  #shortened(
    fields: Readonly<Record<string, unknown>>,
    frame: Uint8Array,
    stepOf: (fields: Readonly<Record<string, unknown>>) => StepData,
  ): StepData {
    let kept = fields;
    for (const key of Object.keys(fields)) {
      const { [key]: _, ...fewer } = kept;
      if (this.#proof.gives(stepOf(fewer), frame)) kept = fewer;
    }
    return stepOf(kept);
  }
}
