import { PAGE_SIZE } from '../xen/memory.ts';
import { FLAG_MORE_DATA } from './flags.ts';

/** A listen loop met something that upstream asserts never to happen, and ended. */
export class ListenDied extends Error {
  override readonly name = 'ListenDied';
}

/** A TX request or an RX response, as it was on the ring. */
export class Message {
  id = 0;
  /** Of TX requests only. */
  gref = 0;
  offset = 0;
  flags = 0;
  /** Of RX responses, the status. 16 bits, without a sign. */
  size = 0;
  /** On which slot of the ring it was. */
  slot = 0;
  /** How many descriptors followed it, each in a slot of its own. */
  extras = 0;
  /** Of an RX response: bytes of payload in each segment that the receiver is to make of its frame; 0 if it is to make none. */
  segment = 0;
}

/**
 * The messages that one event brought, taken off the ring at once, in objects that are used again. A frame is a
 * stretch of them: all but its last have more_data. (Upstream: assemble.ml)
 */
export class MessageBatch {
  count = 0;
  private readonly messages: Message[] = [];

  clear(): void {
    this.count = 0;
  }

  /** Adds a message. @returns it, for the caller to fill: what is in it is from a batch before */
  add(): Message {
    const i = this.count++;
    if (i === this.messages.length) this.messages.push(new Message());
    return this.at(i);
  }

  /** Takes the message that was added last back out. */
  dropLast(): void {
    this.count--;
  }

  /** @param i - from 0 up to, not including, `count` */
  at(i: number): Message {
    return this.messages[i] as Message;
  }

  /**
   * Index one past the frame that begins at message `first`.
   * @throws ListenDied if its last message is not there
   */
  frameEnd(first: number): number {
    let i = first;
    while ((this.at(i).flags & FLAG_MORE_DATA) !== 0) {
      if (++i === this.count)
        throw new ListenDied('Cannot assemble a frame: more data was announced, but none came');
    }
    return i + 1;
  }

  /**
   * Bytes in the first fragment of the frame: what the announced whole leaves after the others.
   */
  firstFragmentSize(first: number, end: number): number {
    let { size } = this.at(first);
    for (let i = first + 1; i < end; i++) size -= this.at(i).size;
    return size;
  }

  /** Bytes of message `i` of the frame from `first` up to, not including, `end`. */
  fragmentSize(i: number, first: number, end: number): number {
    return i === first ? this.firstFragmentSize(first, end) : this.at(i).size;
  }

  /** Index one past the frame that begins at message `first`, or past what there is of it: then it is cut off. */
  lenientEnd(first: number): number {
    let i = first;
    while ((this.at(i).flags & FLAG_MORE_DATA) !== 0) if (++i === this.count) return i;
    return i + 1;
  }

  /** Whether the last message of a stretch announces more data. */
  isCutOff(end: number): boolean {
    return (this.at(end - 1).flags & FLAG_MORE_DATA) !== 0;
  }

  /** How many messages of a stretch carry an error status. */
  errorsIn(first: number, end: number): number {
    let errors = 0;
    for (let i = first; i < end; i++) if (this.at(i).size === 0) errors++;
    return errors;
  }

  /** Bytes in the frame if each of its messages tells the size of its own fragment. */
  sumOfSizes(first: number, end: number): number {
    let sum = 0;
    for (let i = first; i < end; i++) sum += this.at(i).size;
    return sum;
  }

  /**
   * Looks at a frame as upstream does before any frame of the batch is delivered: its fragments must have
   * between 1 and 4096 bytes, the first one may be empty.
   *
   * @param statuses - whether sizes are statuses, of which 0 is an error
   * @returns false if a message carries an error, so that there is no frame
   * @throws ListenDied if the sizes are none that upstream expects
   */
  check(first: number, end: number, statuses: boolean): boolean {
    if (statuses && this.at(first).size === 0) return false;
    for (let i = first + 1; i < end; i++) {
      const { size } = this.at(i);
      if (statuses && size === 0) return false;
      if (size === 0 || size > PAGE_SIZE) {
        throw new ListenDied(
          `Cannot assemble a frame: fragment ${i - first} of ${end - first} has ${size} bytes`,
        );
      }
    }
    const size = this.firstFragmentSize(first, end);
    if (size < 0 || size > PAGE_SIZE) {
      throw new ListenDied(`Cannot assemble a frame: its first fragment has ${size} bytes`);
    }
    return true;
  }
}
