import { type Arena, ORDINARY_MEMORY } from '../simd/arena.ts';
import { GrantTable } from './grant-table.ts';
import { MachineMemory } from './memory.ts';
import { XenStore } from './xenstore.ts';

/** One machine with Xen: the memory and the XenStore that its domains share, and a grant table for each domain. */
export class Host {
  readonly memory: MachineMemory;
  readonly store: XenStore;
  private readonly tables: Map<number, GrantTable>;

  /**
   * @param pages - of memory that domains can share
   * @param arena - that lends it the memory. Ordinary memory if absent
   * @param machine - that it is a part of: other domains' pages, the same XenStore and grant tables. None if absent
   */
  constructor(pages: number, arena: Arena = ORDINARY_MEMORY, machine?: Host) {
    this.memory = new MachineMemory(pages, arena);
    this.store = machine?.store ?? new XenStore();
    this.tables = machine?.tables ?? new Map();
  }

  /** The grant table of a domain, which is there as soon as anybody asks for it. */
  grantsOf(domain: number): GrantTable {
    const known = this.tables.get(domain);
    if (known !== undefined) return known;
    const table = new GrantTable(domain);
    this.tables.set(domain, table);
    return table;
  }
}
