import type { GrantTable } from '../xen/grant-table.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';
import type { BackRing } from '../xen/shared-ring.ts';
import type { HostileBackAct } from './hostile-acts.ts';
import type { ReceivePage } from './receive-pages.ts';
import { txResponseId, writeTxResponse } from './tx.ts';

/** What a hostile netback has in its hands: the rings, the frontend's grants, and receive pages that were given to it. */
export interface BackHold {
  memory: MachineMemory;
  grants: GrantTable;
  tx: BackRing;
  rx: BackRing;
  /** Takes a receive page that netfront gave; undefined if there is none. */
  takePage: () => Readonly<ReceivePage> | undefined;
  /** Grant references of the transmit pool's pages. */
  poolPages: () => readonly number[];
}

const ID = 0;
const OFFSET = 2;
const FLAGS = 4;
const STATUS = 6;

/**
 * The hostile side of a netback: a layer beside an honest one, which goes on with its work and knows nothing of it. It can do
 * what a driver domain can: write what it likes to both rings, and read all of a page that is granted to it.
 */
export class HostileBack {
  private readonly hold: BackHold;

  constructor(hold: BackHold) {
    this.hold = hold;
  }

  /** @returns what came of it that nobody else can see; empty if there is nothing to be said */
  act(act: HostileBackAct): string {
    switch (act.kind) {
      case 'answer':
        return this.answer(act);
      case 'respond':
        return this.respond(act);
      case 'indices':
        return this.moveIndex(act.ring === 'tx' ? this.hold.tx : this.hold.rx, act.by);
      case 'read':
        return this.read();
    }
  }

  private answer({ id, status, times }: Extract<HostileBackAct, { kind: 'answer' }>): string {
    const { tx } = this.hold;
    const { view } = tx.shared;
    const last = tx.shared.slot((tx.rspProdPvt - 1) >>> 0);
    const wanted = id === 'last' ? txResponseId(view, last) : id;
    for (let i = 0; i < times; i++) writeTxResponse(view, tx.nextResponse(), wanted, status);
    tx.pushResponses();
    return '';
  }

  private respond(act: Extract<HostileBackAct, { kind: 'respond' }>): string {
    const { rx, takePage } = this.hold;
    const { view } = rx.shared;
    let missing = 0;
    for (let i = 0; i < act.times; i++) {
      const id = act.id === 'next' ? takePage()?.id : act.id;
      if (id === undefined) {
        missing++;
        continue;
      }
      const slot = rx.nextResponse();
      view.setUint16(slot + ID, id, true);
      view.setUint16(slot + OFFSET, act.offset, true);
      view.setUint16(slot + FLAGS, act.flags, true);
      view.setUint16(slot + STATUS, act.size, true);
    }
    rx.pushResponses();
    return missing === 0 ? '' : 'netfront has given no more pages';
  }

  /** The honest part of it knows nothing of that: its next push sets the index right. */
  private moveIndex({ shared }: BackRing, by: number): string {
    shared.rspProd = (shared.rspProd + by) >>> 0;
    return '';
  }

  private read(): string {
    const { memory, grants, poolPages } = this.hold;
    const inUse = (address: number): number => {
      let bytes = 0;
      for (let i = 0; i < PAGE_SIZE; i++) if (memory.bytes[address + i] !== 0) bytes++;
      return bytes;
    };
    const pool = poolPages().map((gref) => inUse(grants.addressOf(gref)));
    const bytes = pool.reduce((a, b) => a + b, 0);
    return `netback reads ${bytes} bytes that are not zero in ${pool.length} ${pool.length === 1 ? 'page' : 'pages'} of the transmit pool`;
  }
}
