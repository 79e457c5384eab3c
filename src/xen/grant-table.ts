import { PAGE_SIZE } from './memory.ts';

/** Grant references below this one are reserved by Xen (NR_RESERVED_ENTRIES). */
export const FIRST_GRANT_REFERENCE = 8;

/** Entries of the table as Mini-OS allots it: grant references are below this number. */
export const GRANT_REFERENCES = 2048;

/** A grant that was used wrongly. */
export class GrantError extends Error {
  override readonly name: string = 'GrantError';
}

/** How the message of a GrantRefused ends. */
export const HYPERVISOR_REFUSES = 'the hypervisor refuses';

/** The hypervisor refused to map or to copy, because it was told to. */
export class GrantRefused extends GrantError {
  override readonly name = 'GrantRefused';
}

/** An entry of a grant table: which page which other domain may access, and how. */
class GrantEntry {
  /** The other domain, or NOBODY. */
  peer = NOBODY;
  frame = 0;
  writable = false;
  /** How often the page is mapped at present. */
  mappings = 0;
}

const NOBODY = -1;

/**
 * The grant table of one domain: which of its pages which other domain may access, and how (Xen's
 * grant_table.h). Free references wait in a first-in first-out queue, as in Mirage's Gnt.Gntshr.
 */
export class GrantTable {
  /** The domain whose pages these are. */
  readonly owner: number;
  private readonly entries = Array.from({ length: GRANT_REFERENCES }, () => new GrantEntry());
  private readonly queue = new Uint16Array(GRANT_REFERENCES);
  private head = 0;
  private queued = 0;
  /** How often access to a page was granted. */
  granted = 0;
  /** How often a page was to be mapped, and to be copied from or to. */
  maps = 0;
  copies = 0;
  /** How many mappings a domain keeps that does not undo them. Zero as long as all are honest. */
  kept = 0;
  /** How often the hypervisor refused because it was told to. */
  refused = 0;
  /** How many of the next ones are refused. */
  private refusals = 0;
  /** What happens just before the next one. */
  private interruption: (() => void) | undefined;
  /** Whether there is anything of that: one look for each map or copy. */
  private isTroubled = false;

  constructor(owner: number) {
    this.owner = owner;
    for (let reference = FIRST_GRANT_REFERENCE; reference < GRANT_REFERENCES; reference++)
      this.put(reference);
  }

  /**
   * Takes the oldest free reference.
   * @throws GrantError if none is free
   */
  get(): number {
    if (this.queued === 0) throw new GrantError('Cannot get a grant reference: all are in use');
    const reference = this.queue[this.head] as number;
    this.head = (this.head + 1) % GRANT_REFERENCES;
    this.queued--;
    return reference;
  }

  /**
   * Takes `count` references at once. Upstream conses them into a list while it takes them, so they come
   * out in reverse.
   * @param into - receives them
   */
  getMany(count: number, into: Uint16Array): void {
    for (let i = count - 1; i >= 0; i--) into[i] = this.get();
  }

  /** Gives a reference back: it goes to the end of the queue. */
  put(reference: number): void {
    this.queue[(this.head + this.queued) % GRANT_REFERENCES] = reference;
    this.queued++;
  }

  /**
   * Lets domain `peer` access the page.
   * @throws GrantError if the reference already grants something
   */
  grantAccess(reference: number, peer: number, frame: number, writable: boolean): void {
    const entry = this.entries[reference];
    if (entry === undefined || entry.peer !== NOBODY) {
      throw new GrantError(`Cannot grant access with grant reference ${reference}: it is in use`);
    }
    this.granted++;
    entry.peer = peer;
    entry.frame = frame;
    entry.writable = writable;
  }

  /**
   * Ends the peer's access. Whether the peer still has the page mapped is not looked at: whoever wants to know asks
   * `mappingsOf` first, as upstream does since netchannel 1.10.2 (MSA02).
   * @returns the frame number of the page
   */
  endAccess(reference: number): number {
    const entry = this.entries[reference];
    if (entry === undefined || entry.peer === NOBODY) {
      throw new GrantError(`Cannot end access with grant reference ${reference}: it grants nothing`);
    }
    entry.peer = NOBODY;
    return entry.frame;
  }

  /**
   * Maps a granted page for domain `domain`.
   * @returns the offset in machine memory of its first byte
   * @throws GrantError for a wrong reference, domain or mode
   * @throws GrantRefused if it is to be refused
   */
  map(domain: number, reference: number, write: boolean): number {
    this.maps++;
    if (this.isTroubled) this.meetTrouble('map', reference);
    const entry = this.entries[reference];
    if (entry === undefined || entry.peer !== domain || (write && !entry.writable)) {
      throw this.objection(domain, reference, entry);
    }
    entry.mappings++;
    return entry.frame * PAGE_SIZE;
  }

  /** Maps a granted page as `map` does, to keep it: whatever becomes of the grant, the page can be read and written. */
  keep(domain: number, reference: number, write: boolean): number {
    const address = this.map(domain, reference, write);
    this.kept++;
    return address;
  }

  /** Undoes one `keep`. */
  letGo(reference: number): void {
    this.unmap(reference);
    this.kept--;
  }

  /** Undoes one `map`. */
  unmap(reference: number): void {
    const entry = this.entries[reference];
    if (entry === undefined || entry.mappings === 0) {
      throw new GrantError(`Cannot unmap grant reference ${reference}: it is not mapped`);
    }
    entry.mappings--;
  }

  /**
   * Finds a granted page for the hypervisor to copy from it or to it on behalf of domain `domain`: nothing is mapped.
   * @returns the offset in machine memory of its first byte
   * @throws GrantError for a wrong reference, domain or mode
   * @throws GrantRefused if it is to be refused
   */
  copy(domain: number, reference: number, write: boolean): number {
    this.copies++;
    if (this.isTroubled) this.meetTrouble('copy', reference);
    const entry = this.entries[reference];
    if (entry === undefined || entry.peer !== domain || (write && !entry.writable)) {
      throw this.objection(domain, reference, entry);
    }
    return entry.frame * PAGE_SIZE;
  }

  /** Has the next `count` maps or copies refused, besides those that are to be refused already. */
  refuse(count: number): void {
    this.refusals += count;
    this.isTroubled = true;
  }

  /** Whether some of the next maps and copies are refused. */
  get isRefusing(): boolean {
    return this.refusals > 0;
  }

  /** Has something happen just before the next map or copy: another domain does not wait. */
  interrupt(interruption: () => void): void {
    this.interruption = interruption;
    this.isTroubled = true;
  }

  /** How many references are free. */
  get free(): number {
    return this.queued;
  }

  /** How many mappings there are at present, of all pages. */
  get mappings(): number {
    return this.entries.reduce((sum, entry) => sum + entry.mappings, 0);
  }

  /** Offset in machine memory of the page that `reference` grants; -1 if it grants nothing. */
  addressOf(reference: number): number {
    const entry = this.entries[reference];
    return entry === undefined || entry.peer === NOBODY ? -1 : entry.frame * PAGE_SIZE;
  }

  /** How often the page behind `reference` is mapped at present. */
  mappingsOf(reference: number): number {
    return this.entries[reference]?.mappings ?? 0;
  }

  private meetTrouble(action: 'map' | 'copy', reference: number): void {
    const { interruption } = this;
    this.interruption = undefined;
    const isRefused = this.refusals > 0;
    if (isRefused) {
      this.refusals--;
      this.refused++;
    }
    this.isTroubled = this.refusals > 0;
    interruption?.();
    if (!isRefused) return;
    throw new GrantRefused(`Cannot ${action} grant reference ${reference}: ${HYPERVISOR_REFUSES}`);
  }

  private objection(domain: number, reference: number, entry: GrantEntry | undefined): GrantError {
    const action = `Cannot map grant reference ${reference} of domain ${this.owner}`;
    const { peer } = entry ?? { peer: NOBODY };
    if (peer === NOBODY) return new GrantError(`${action}: it grants nothing`);
    if (peer !== domain) {
      return new GrantError(`${action}: it is granted to domain ${peer}, not ${domain}`);
    }
    return new GrantError(`${action} for writing: it is granted read-only`);
  }
}
