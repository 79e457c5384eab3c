import { PAGE_SIZE } from './memory.ts';

/** Grant references below this one are reserved by Xen (NR_RESERVED_ENTRIES). */
export const FIRST_GRANT_REFERENCE = 8;

/** Entries of the table as Mini-OS allots it: grant references are below this number. */
export const GRANT_REFERENCES = 2048;

/** A grant that was used wrongly. */
export class GrantError extends Error {
  override readonly name = 'GrantError';
}

/**
 * The grant table of one domain: which of its pages which other domain may access, and how (Xen's
 * grant_table.h). Free references wait in a first-in first-out queue, as in Mirage's Gnt.Gntshr.
 */
export class GrantTable {
  /** The domain whose pages these are. */
  readonly owner: number;
  private readonly peer = new Int32Array(GRANT_REFERENCES).fill(-1);
  private readonly frame = new Int32Array(GRANT_REFERENCES);
  private readonly writable = new Uint8Array(GRANT_REFERENCES);
  private readonly mappings = new Int32Array(GRANT_REFERENCES);
  private readonly queue = new Uint16Array(GRANT_REFERENCES);
  private head = 0;
  private queued = 0;

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
    if (this.peer[reference] !== -1) {
      throw new GrantError(`Cannot grant access with grant reference ${reference}: it is in use`);
    }
    this.peer[reference] = peer;
    this.frame[reference] = frame;
    this.writable[reference] = writable ? 1 : 0;
  }

  /**
   * Ends the peer's access. Whether the peer still has the page mapped is not looked at, as upstream did
   * not before netchannel 1.10.2 (MSA02).
   * @returns the frame number of the page
   */
  endAccess(reference: number): number {
    if ((this.peer[reference] ?? -1) === -1) {
      throw new GrantError(`Cannot end access with grant reference ${reference}: it grants nothing`);
    }
    this.peer[reference] = -1;
    return this.frame[reference] as number;
  }

  /**
   * Maps a granted page for domain `domain`.
   * @returns the offset in machine memory of its first byte
   * @throws GrantError for a wrong reference, domain or mode
   */
  map(domain: number, reference: number, write: boolean): number {
    const peer = this.peer[reference] ?? -1;
    if (peer === -1) {
      throw new GrantError(
        `Cannot map grant reference ${reference} of domain ${this.owner}: it grants nothing`,
      );
    }
    if (peer !== domain) {
      throw new GrantError(
        `Cannot map grant reference ${reference} of domain ${this.owner}: it is granted to domain ${peer}, not ${domain}`,
      );
    }
    if (write && this.writable[reference] === 0) {
      throw new GrantError(
        `Cannot map grant reference ${reference} of domain ${this.owner} for writing: it is granted read-only`,
      );
    }
    (this.mappings[reference] as number) += 1;
    return (this.frame[reference] as number) * PAGE_SIZE;
  }

  /** Undoes one `map`. */
  unmap(reference: number): void {
    if ((this.mappings[reference] ?? 0) === 0) {
      throw new GrantError(`Cannot unmap grant reference ${reference}: it is not mapped`);
    }
    (this.mappings[reference] as number) -= 1;
  }

  /** How often the page behind `reference` is mapped at present. */
  mappingsOf(reference: number): number {
    return this.mappings[reference] ?? 0;
  }
}
