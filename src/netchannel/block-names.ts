import { GRANT_REFERENCES } from '../xen/grant-table.ts';
import type { Message } from './messages.ts';
import { BLOCK_SIZE } from './shared-page-pool.ts';

const NONE = -1;

/**
 * Which block of the pool a TX request is about: told by grant reference and offset, as the backend finds it. The id tells
 * nothing: of old it was that of a page, and a hostile netfront gives any.
 */
export class BlockNames {
  /** First block of each granted page, by its reference. */
  private readonly firstOf = new Int16Array(GRANT_REFERENCES).fill(NONE);

  /** The pool has a page, of which `block` is the first half. */
  addPage(block: number, gref: number): void {
    this.firstOf[gref] = block;
  }

  /** @returns the block that the request begins in; -1 if it is in no page of the pool */
  of({ gref, offset }: Readonly<Message>): number {
    const first = this.firstOf[gref] ?? NONE;
    return first < 0 || offset < BLOCK_SIZE ? first : first + 1;
  }
}
