/**
 * What netfronts differ in. A release is a row of values; the device asks for the value, never for the name of the
 * release.
 */
export interface FrontAxes {
  /**
   * Where a packet that fits into one block is written: into a buffer of the caller's, as big as announced, that is then
   * copied to the block; or directly into the block.
   */
  fillInto: 'private buffer' | 'shared block';
  /** What of the shared block is zeroed before it is handed to the writer. */
  clearBeforeFill: 'nothing' | 'block' | 'announced size';
  /**
   * What of the frame is zeroed once it is written, and its checksums with it: what lies behind the last byte that was
   * written, or all that was not.
   */
  clearAfterFill: 'nothing' | 'tail' | 'gaps';
  /** What of a block is overwritten when it comes back: all of it, or as much as its last writer was handed. */
  cleansOnRelease: 'nothing' | 'block' | 'announced size';
  /** What it is overwritten with: zeros, or a pattern by which old memory is known wherever it turns up. */
  cleansWith: 'zeros' | 'pattern';
  /**
   * Where blocks come from: halves of pages that are granted once, for all frames or for each recipient its own; or a
   * fresh, zeroed page for each block, granted until the answer; or the page in which the caller has the packet, with
   * whatever else it has there (XSA-403).
   */
  pool: 'shared' | 'per recipient' | 'fresh pages' | 'caller pages';
  /** What of the block the writer is handed: all of it, or as much as it announced. */
  window: 'block' | 'announced size';
  /**
   * How many blocks a frame takes that is announced as larger than one: as many as were announced, the last ones perhaps
   * empty, or as many as were written. In the first case it waits for them before it is written, in the second after.
   */
  blocksBy: 'announced size' | 'written length';
  /** What becomes of a frame that is larger than one block: 1.4.1 sends nothing of it behind its first block. */
  longFrames: 'whole' | 'first block only';
  /** The id of a TX request: of its block alone, or of the page that two blocks share (MSA00). */
  requestIds: 'of the block' | 'of the page';
  /** Whether somebody hears of a response with another status than OKAY. */
  responseStatus: 'looked at' | 'ignored';
  /** The id of an RX request: the next of a counter, or the page's grant reference. */
  receiveIds: 'counter' | 'grant reference';
  /** Where receive pages come from: fresh ones, or 256 that are zeroed when they come back. */
  receivePages: 'fresh' | 'kept';
  /**
   * What becomes of a page to which access is ended while netback still maps it: it is used again, and what the hypervisor
   * says is ignored (MSA02); or it stays where it is until netback has unmapped it.
   */
  endsAccess: 'at once' | 'once unmapped';
  /** In which order grant references are given to receive pages. */
  receiveGrants: 'reversed' | 'in order';
  /** Whether RX requests are pushed also when there are none. */
  pushesRequests: 'new ones' | 'always';
  /** How RX responses become frames. */
  reading: ReadingAxis;
  callbacks: CallbackAxis;
  /** Whether what it notes goes into a log; if not, it is printed. */
  logs: boolean;
  /** What the statistics count of what is sent. */
  counts: 'requests' | 'frames';
  /** Which ring is shared first. */
  ringOrder: 'rx, tx' | 'tx, rx';
  /** What it writes into XenStore about features that it does not ask for. */
  declines: readonly string[];
  /** Whether it takes frames that are to be segmented (feature-gso-tcpv4). */
  acceptsGso: boolean;
  mtu: MtuAxis;
}

/** What netbacks differ in. */
export interface BackAxes {
  /**
   * Where a frame for netfront is written that fits into one page: into a buffer of the caller's; directly into the page
   * of netfront's, which is mapped for that; or into a page of netback's own that is used again and again.
   */
  fillInto: 'private buffer' | 'mapped page' | 'scratch page';
  /** What of that page is zeroed before it is handed to the writer. */
  clearBeforeFill: 'nothing' | 'page' | 'announced size';
  /** What of that page the writer is handed. */
  window: 'page' | 'announced size';
  /** When the page is unmapped: after the writer's length has been checked, so that one too long leaves it mapped; or before. */
  unmaps: 'after the check' | 'before the check';
  /** How it gets at pages of netfront's: it maps them, or has the hypervisor copy. */
  transfer: 'map' | 'copy';
  /**
   * How many pages a frame takes that is larger than one: as many as were announced, taken before it is written and in
   * reverse; or as many as were written, in order.
   */
  pagesBy: 'announced size' | 'written length';
  /** What the first response of several tells: the size of the whole frame, or of its own fragment as the others. */
  firstResponse: 'whole size' | 'own size';
  /** When RX requests are taken off the ring: when pages are needed, or at every event. */
  takesRequests: 'on demand' | 'at every event';
  /** How TX requests become frames. */
  reading: ReadingAxis;
  callbacks: CallbackAxis;
  /** Whether what it notes goes into a log; if not, it is printed. */
  logs: boolean;
  /** Its own MAC address: the frontend's, or always the same. */
  mac: 'of the frontend' | 'fe:ff:ff:ff:ff:ff';
  /** Whether it sends frames that are to be segmented to a netfront that takes them. */
  sendsGso: boolean;
  mtu: MtuAxis;
}

/**
 * How messages become frames: every message is one; or stretches of messages are, and what is inconsistent ends the
 * listen loop; or costs the frame only.
 */
export type ReadingAxis = 'one by one' | 'strict' | 'lenient';

/**
 * What becomes of a frame callback: it runs beside the listen loop, and what it throws escapes, is caught, or is caught
 * but for a lack of memory; or the loop waits for it and catches what it throws.
 */
export type CallbackAxis =
  | 'detached'
  | 'detached, silenced'
  | 'detached, caught'
  | 'detached, caught but for out of memory'
  | 'awaited, caught';

/** Where the MTU comes from: it has none, so that the stack's own holds (1500); a number; or XenStore, else 1500. */
export type MtuAxis = 'none' | 1500 | 1514 | 'XenStore';

/** Whether each block is in a page of its own, which is granted for one frame. */
export function grantsPerFrame({ pool }: Pick<FrontAxes, 'pool'>): boolean {
  return pool === 'fresh pages' || pool === 'caller pages';
}
