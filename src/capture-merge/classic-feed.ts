import { CaptureReader } from '../capture-reader/capture-reader.ts';
import type { CapturedPacket } from '../capture-reader/packet.ts';
import type { ChunkSource } from './chunk-source.ts';
import type { Feed } from './feed.ts';

/** What the packets of a classic capture become. */
export interface ClassicTarget {
  /** Is called before the first packet, also if there is none. @throws CannotMerge */
  begin?(): void;
  /**
   * Appends a packet to the merged capture.
   * @returns false if the caller should wait until it is drained
   * @throws CannotMerge if it cannot say what the packet is
   */
  take(packet: CapturedPacket): boolean;
}

/** The records of a classic capture, or of snoop. */
export class ClassicFeed implements Feed {
  readonly index: number;
  readonly #source: ChunkSource;
  readonly #reader: CaptureReader;
  readonly #target: ClassicTarget;
  #hasBegun = false;
  #isComplete = false;

  constructor(index: number, source: ChunkSource, target: ClassicTarget) {
    this.index = index;
    this.#source = source;
    this.#reader = new CaptureReader({ source: source.name });
    this.#target = target;
  }

  get seconds(): number {
    return this.#reader.packet.seconds;
  }

  get nanoseconds(): number {
    return this.#reader.packet.nanoseconds;
  }

  advance(): 'record' | 'more' | 'end' {
    if (!this.#hasBegun) this.#target.begin?.();
    this.#hasBegun = true;
    if (this.#reader.next()) return 'record';
    return this.#isComplete ? 'end' : 'more';
  }

  async pull(): Promise<void> {
    const chunk = await this.#source.next();
    if (chunk !== undefined) {
      this.#reader.push(chunk);
      return;
    }
    this.#isComplete = true;
    this.#reader.end();
  }

  write(): boolean {
    return this.#target.take(this.#reader.packet);
  }
}
