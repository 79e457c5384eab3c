import type { GrantTable } from '../xen/grant-table.ts';
import type { FrontRing } from '../xen/shared-ring.ts';
import type { HostileFrontAct } from './hostile-acts.ts';
import { Message } from './messages.ts';
import { writeRxRequest } from './rx.ts';
import { readTxRequest, writeTxRequest } from './tx.ts';

/** What a hostile netfront has in its hands. */
export interface FrontHold {
  grants: GrantTable;
  tx: FrontRing;
  rx: FrontRing;
  /** Grant references of the transmit pool's pages, the newest last. */
  poolPages: () => readonly number[];
}

/**
 * The hostile side of a netfront: a layer beside an honest one, which goes on with its work and knows nothing of it. It can do
 * what a unikernel can: write what it likes to both rings, at any time.
 */
export class HostileFront {
  private readonly hold: FrontHold;
  private readonly message = new Message();

  constructor(hold: FrontHold) {
    this.hold = hold;
  }

  /** @returns what came of it that nobody else can see; empty if there is nothing to be said */
  act(act: HostileFrontAct): string {
    switch (act.kind) {
      case 'request':
        return this.request(act);
      case 'offer':
        return this.offer(act);
      case 'indices':
        return this.moveIndex(act.ring === 'tx' ? this.hold.tx : this.hold.rx, act.by);
      case 'change':
        return this.change(act.offset, act.size);
    }
  }

  private request(act: Extract<HostileFrontAct, { kind: 'request' }>): string {
    const { tx } = this.hold;
    const { view } = tx.shared;
    const { id } = act;
    const gref = act.gref === 'last' ? (this.hold.poolPages().at(-1) ?? 0) : act.gref;
    for (let i = 0; i < act.times; i++) {
      writeTxRequest(view, tx.nextRequest(), id, gref, act.offset, act.flags, act.size);
    }
    tx.pushRequests();
    return '';
  }

  private offer({ gref, id, times }: Extract<HostileFrontAct, { kind: 'offer' }>): string {
    const { rx } = this.hold;
    for (let i = 0; i < times; i++) writeRxRequest(rx.shared.view, rx.nextRequest(), id, gref);
    rx.pushRequests();
    return '';
  }

  private moveIndex({ shared }: FrontRing, by: number): string {
    shared.reqProd = (shared.reqProd + by) >>> 0;
    return '';
  }

  /** A double fetch would show: netback would use what it has not checked. */
  private change(offset: number, size: number): string {
    const { tx, grants } = this.hold;
    const { view, entries } = tx.shared;
    grants.interrupt(() => {
      for (let slot = 0; slot < entries; slot++) {
        const at = tx.shared.slot(slot);
        readTxRequest(view, at, this.message);
        const { id, gref, flags } = this.message;
        writeTxRequest(view, at, id, gref, offset, flags, size);
      }
    });
    return '';
  }
}
