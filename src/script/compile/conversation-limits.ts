import type { DataPath } from '../errors.ts';
import type { Problems } from '../problems.ts';
import type { Timing } from '../step.ts';

/** How many packets all conversations of a script may make together: each takes about two kilobytes. */
export const MOST_CONVERSATION_PACKETS = 100_000;

/** What the conversations of a script go by: the MTU, the link, and how many packets they still may make. */
export class ConversationLimits {
  readonly mtu: number;
  /**
   * When a packet is sent that follows one from the other side: as soon as that one has come over the link, if that
   * takes longer than the time from step to step.
   */
  readonly turnChange: Timing | undefined;
  readonly #problems: Problems;
  #left = MOST_CONVERSATION_PACKETS;

  /**
   * @param interval - from step to step, nanoseconds
   * @param latency - of the link, nanoseconds
   */
  constructor(mtu: number, interval: number, latency: number, problems: Problems) {
    this.mtu = mtu;
    this.turnChange = latency > interval ? { from: 'step', nanoseconds: latency } : undefined;
    this.#problems = problems;
  }

  /**
   * Takes packets for as long as there is room for them. If there is not, that is reported, once.
   * @param path - where the conversation stands
   * @returns all of `packets`, or those that there is room for
   */
  take<Packet>(packets: Iterable<Packet>, path: DataPath): Packet[] {
    const taken: Packet[] = [];
    const left = this.#left;
    if (left < 0) return taken;
    for (const packet of packets) {
      if (--this.#left < 0) {
        this.#problems.report(
          path,
          `Conversation is too long: those of a script may take ${MOST_CONVERSATION_PACKETS} packets together, and ${left} are left`,
        );
        break;
      }
      taken.push(packet);
    }
    return taken;
  }
}
