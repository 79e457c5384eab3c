/** What a release of netchannel does with shared memory before a packet writer fills it. */
export interface ReleasePolicy {
  release: string;
  /** Date of the release. */
  date: string;
  /** The commit of mirage-net-xen that brought this behaviour. */
  commit: string;
  /**
   * Where a packet that fits into one block is written: into a buffer of the caller's, as big as announced,
   * that is then copied to the block; or directly into the block, all of it.
   */
  fillInto: 'private buffer' | 'shared block';
  /** Whether the shared block (netback: the mapped page) is zeroed before it is handed to the writer. */
  clearBeforeFill: boolean;
  summary: string;
}

/**
 * The releases, the oldest first. They differ in nothing else; the vulnerability and its fix are the difference between
 * the rows of 1.10.0 and 1.10.1. To add a release, add a row: whatever else names releases reads them from here.
 */
export const RELEASES = {
  '1.9.0': {
    release: '1.9.0',
    date: '2019-02-04',
    commit: 'before e4f8d9f65a7999ac259cea57395bf5fbf00773bb',
    fillInto: 'private buffer',
    clearBeforeFill: false,
    summary: 'the caller brings a finished packet, which is copied into the shared block',
  },
  '1.10.0': {
    release: '1.10.0',
    date: '2019-02-24',
    commit: 'e4f8d9f65a7999ac259cea57395bf5fbf00773bb',
    fillInto: 'shared block',
    clearBeforeFill: false,
    summary: 'the packet is written straight into the shared block, which is not cleared: OSEC-2019-01',
  },
  '1.10.1': {
    release: '1.10.1',
    date: '2019-03-20',
    commit: 'bdfc658f139e39cdf1b8dada013b91df67a8e26a',
    fillInto: 'shared block',
    clearBeforeFill: true,
    summary: 'the packet is written straight into the shared block, which is zeroed first: the fix',
  },
} as const satisfies Record<string, ReleasePolicy>;

export type Release = keyof typeof RELEASES;

export const RELEASE_NAMES = Object.keys(RELEASES) as Release[];

/** The release that brought the vulnerability. */
export const VULNERABLE_RELEASE = '1.10.0' satisfies Release;

/** The first release with the fix: the same packets under it show what the fix changes. */
export const FIXED_RELEASE = '1.10.1' satisfies Release;

/** The release that packets are sent under if nobody names another. */
export const DEFAULT_RELEASE: Release = VULNERABLE_RELEASE;

/** Whether `name` is a release that can be emulated. */
export function isRelease(name: string): name is Release {
  return Object.hasOwn(RELEASES, name);
}

/** @returns what a release does with shared memory; undefined if it is none that can be emulated */
export function policyOf(name: string): ReleasePolicy | undefined {
  return isRelease(name) ? RELEASES[name] : undefined;
}

/** Whether a release leaves old bytes in the memory that it hands to packet writers. */
export function isVulnerable(name: string): boolean {
  const policy = policyOf(name);
  return policy?.fillInto === 'shared block' && !policy.clearBeforeFill;
}
