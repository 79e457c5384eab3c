import { type CapturedPacket, emptyPacket, type PacketFields } from '../../capture-reader/packet.ts';
import type { EthernetFraming } from '../../link-layer/ethernet-framing.ts';
import { ETHERNET_HEADER_LENGTH } from '../../wire/ethernet.ts';
import type { FrameDescriber } from '../frame-describer.ts';
import { LEAST_FRAME } from '../padding.ts';
import type { ReadMemory } from './frame-history.ts';
import { MemoryFindings } from './memory-findings.ts';
import { type LookedAt, OldMemoryFinder, type OldMemoryOptions } from './old-memory.ts';
import type { OldMemory } from './result.ts';

/** Where the padding of a frame is, as `LookedAt` has it. */
interface PaddingPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Looks for old memory in the packets of a capture, of whatever links: each has a finder of its own. What frames have in the
 * same place, they have in the same memory.
 */
export class MemoryOfLinks {
  readonly findings: MemoryFindings;
  readonly #describer: FrameDescriber;
  readonly #options: OldMemoryOptions;
  readonly #ofEthernet: OldMemoryFinder;
  /** By link type. */
  readonly #ofOthers = new Map<number, OldMemoryFinder>();
  /** A packet of another link, as the frame that was made of it. */
  readonly #made: PacketFields = emptyPacket();
  readonly #looked: LookedAt;
  readonly #describe = () => this.#describer.frame(this.#looked.packet);
  readonly #recipients = () => this.#describer.recipientsOf(this.#looked.packet);

  /**
   * @param listed - how many findings to keep
   * @param inFrame - takes all of them
   * @param readMemory - where the packets will be, if that is known: less is copied then
   */
  constructor(
    describer: FrameDescriber,
    options: OldMemoryOptions,
    listed: number,
    inFrame: OldMemory[] | undefined,
    readMemory: ReadMemory | undefined,
  ) {
    this.findings = new MemoryFindings(listed, inFrame);
    this.#describer = describer;
    this.#options = options;
    this.#ofEthernet = new OldMemoryFinder(this.findings, options, undefined, readMemory);
    this.#looked = {
      packet: emptyPacket(),
      reader: describer.reader,
      tags: 0,
      length: 0,
      padding: 0,
      paddingEnd: 0,
      sender: 0,
      least: LEAST_FRAME,
    };
  }

  /** Looks at an Ethernet frame. @param length - without a check sequence that the capture says is there */
  lookAt(packet: CapturedPacket, tags: number, length: number, padding: PaddingPlace, sender: number): void {
    this.#look(this.#ofEthernet, packet, tags, length, padding, sender, LEAST_FRAME);
  }

  /** Looks at the frame that was made of a packet of another link. @param least - how long that wants it to be */
  lookAtMade(
    packet: CapturedPacket,
    { bytes, view, offset, length, shift }: EthernetFraming,
    tags: number,
    padding: PaddingPlace,
    sender: number,
    least: number,
  ): void {
    const { number, dataPosition, hasTime, seconds, nanoseconds } = packet;
    const originalLength = packet.originalLength - shift;
    const told = { number, dataPosition, hasTime, seconds, nanoseconds };
    Object.assign(this.#made, { ...told, bytes, view, offset, length, originalLength });
    this.#look(this.#finderOf(packet.linkType, shift), this.#made, tags, length, padding, sender, least);
  }

  #look(
    finder: OldMemoryFinder,
    packet: CapturedPacket,
    tags: number,
    length: number,
    padding: PaddingPlace,
    sender: number,
    least: number,
  ): void {
    const looked = this.#looked;
    looked.packet = packet;
    looked.tags = tags;
    looked.length = length;
    looked.padding = padding.start;
    looked.paddingEnd = padding.end;
    looked.sender = sender;
    looked.least = least;
    finder.look(looked, this.#describe, this.#recipients);
  }

  #finderOf(linkType: number, shift: number): OldMemoryFinder {
    let finder = this.#ofOthers.get(linkType);
    if (finder === undefined) {
      finder = new OldMemoryFinder(this.findings, this.#options, { shift, made: ETHERNET_HEADER_LENGTH });
      this.#ofOthers.set(linkType, finder);
    }
    return finder;
  }
}
