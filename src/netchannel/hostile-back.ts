import { GrantError, type GrantTable } from '../xen/grant-table.ts';
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
  /** Who has netfront, in words. */
  frontend: string;
  /** Domain id of netback. */
  domain: number;
  /** Receive pages that netfront gave and that are not answered yet, the next ones first. */
  nextPages: (count: number) => readonly Readonly<ReceivePage>[];
  /** Who tells whose a page of memory is, by its frame number, for as long as nothing happens. */
  owners: () => (frame: number) => PageOwner;
  /** Takes a receive page that netfront gave; undefined if there is none. */
  takePage: () => Readonly<ReceivePage> | undefined;
  /** Grant references of the transmit pool's pages. */
  poolPages: () => readonly number[];
}

/** Whose a page is. */
export interface PageOwner {
  words: string;
  /** Where what is netfront's own ends, which begins at OWN_OFFSET: there, too, if there is none of it. */
  ownEnd: number;
}

/** In a page that the unikernel has something of its own in, where that begins: packets may be built before it. */
export const OWN_OFFSET = 2048;

/** Pages that it keeps at most. */
const MOST_KEPT = 256;

const ID = 0;
const OFFSET = 2;
const FLAGS = 4;
const STATUS = 6;

/**
 * The hostile side of a netback: a layer beside an honest one, which goes on with its work and knows nothing of it. It can do
 * what a driver domain can: write what it likes to both rings, and read all of a page that is granted to it.
 */
export class HostileBack {
  /** Bytes of the unikernel's own that it has read or changed. */
  ownBytes = 0;
  private readonly hold: BackHold;
  private readonly kept: { gref: number; address: number }[] = [];

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
      case 'keep':
        return this.keep(act.pages);
      case 'peek':
        return this.peek();
      case 'poke':
        return this.poke(act.at, act.bytes);
      case 'let go':
        return this.letGo();
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

  private keep(pages: number): string {
    const { grants, domain, nextPages } = this.hold;
    const room = MOST_KEPT - this.kept.length;
    const next = nextPages(pages + this.kept.length).filter(
      ({ gref }) => !this.kept.some((page) => page.gref === gref),
    );
    let count = 0;
    for (const { gref } of next.slice(0, Math.min(pages, room))) {
      try {
        this.kept.push({ gref, address: grants.keep(domain, gref, true) });
        count++;
      } catch (error) {
        if (!(error instanceof GrantError)) throw error;
      }
    }
    return count === 0 ? 'there is no page to be kept' : '';
  }

  private peek(): string {
    const { memory } = this.hold;
    const ownerOf = this.hold.owners();
    return this.ofKept(({ address }) => {
      const owner = ownerOf(address / PAGE_SIZE);
      let bytes = 0;
      for (let i = 0; i < PAGE_SIZE; i++) if (memory.bytes[address + i] !== 0) bytes++;
      this.ownBytes += owner.ownEnd - OWN_OFFSET;
      return `netback reads ${inUse(bytes)} of ${owner.words}`;
    });
  }

  private poke(at: number, bytes: Uint8Array): string {
    const { memory } = this.hold;
    const ownerOf = this.hold.owners();
    return this.ofKept(({ address }) => {
      const owner = ownerOf(address / PAGE_SIZE);
      memory.bytes.set(bytes, address + at);
      this.ownBytes += Math.max(0, Math.min(owner.ownEnd, at + bytes.length) - Math.max(at, OWN_OFFSET));
      return `netback writes ${counted(bytes.length, 'byte')} to ${owner.words}`;
    });
  }

  private letGo(): string {
    for (const { gref } of this.kept.splice(0)) this.hold.grants.letGo(gref);
    return '';
  }

  /** @returns what is told of each page that is kept, as one text */
  private ofKept(tell: (page: { address: number }) => string): string {
    if (this.kept.length === 0) return 'netback has kept no page';
    const times = new Map<string, number>();
    for (const page of this.kept) {
      const text = tell(page);
      times.set(text, (times.get(text) ?? 0) + 1);
    }
    return [...times].map(([text, count]) => (count === 1 ? text : `${text}, ${count} times`)).join('; ');
  }

  private read(): string {
    const { memory, grants, poolPages, frontend } = this.hold;
    const ownerOf = this.hold.owners();
    const inUseAt = (address: number): number => {
      let bytes = 0;
      for (let i = 0; i < PAGE_SIZE; i++) if (memory.bytes[address + i] !== 0) bytes++;
      return bytes;
    };
    const addresses = poolPages().map((gref) => grants.addressOf(gref));
    const pool = addresses.map(inUseAt);
    const bytes = pool.reduce((a, b) => a + b, 0);
    let own = 0;
    for (const address of addresses) own += ownerOf(address / PAGE_SIZE).ownEnd - OWN_OFFSET;
    this.ownBytes += own;
    return `netback reads ${inUse(bytes)} in ${counted(pool.length, 'page')} of the transmit pool${own === 0 ? '' : `, ${own} of them ${frontend}'s own`}`;
  }
}

function inUse(bytes: number): string {
  return `${counted(bytes, 'byte')} that ${bytes === 1 ? 'is' : 'are'} not zero`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
