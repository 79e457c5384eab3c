import { PAGE_SIZE } from '../xen/memory.ts';
import { FreshPages } from './fresh-pages.ts';
import { BLOCK_SIZE } from './shared-page-pool.ts';

/**
 * The page in which the caller has built its packet is granted as it is, and what else the caller has there with it: a
 * grant is a whole page (XSA-403). A caller that has nothing of its own has a fresh page.
 */
export class CallerPages extends FreshPages {
  /** Pages of callers that are not granted at present, the newest last. */
  private readonly own: number[] = [];
  /** By block: the page of a caller's that it is in. */
  private readonly lent = new Map<number, number>();

  override hold(frame: number): void {
    this.own.push(frame);
  }

  /** The half that the packet is written to is clean: that is the caller's affair. */
  protected override takePage(id: number): number {
    const frame = this.own.pop();
    if (frame === undefined) return super.takePage(id);
    this.lent.set(id, frame);
    this.memory.bytes.fill(0, frame * PAGE_SIZE, frame * PAGE_SIZE + BLOCK_SIZE);
    return frame;
  }

  /** The page stays its caller's. */
  protected override returnPage(id: number): void {
    const frame = this.lent.get(id);
    if (frame === undefined) {
      super.returnPage(id);
      return;
    }
    this.lent.delete(id);
    this.unGrantPage(id);
    this.own.push(frame);
  }
}
