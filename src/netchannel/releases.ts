import type { BackAxes, FrontAxes } from './axes.ts';

/** A release of netchannel: when it came, and how its two ends behave. */
export interface ReleasePolicy {
  release: string;
  /** Date of the release. */
  date: string;
  /** The commit of mirage-net-xen that brought this behaviour. */
  commit: string;
  /** The advisory that concerns this row, if there is one. */
  advisory?: string;
  front: FrontAxes;
  back: BackAxes;
  summary: string;
}

const DECLINED = ['feature-gso-tcpv4', 'feature-rx-flip', 'feature-smart-poll'] as const;

/** Ends of 1.9.0; each of the other rows says only what it has changed. */
const FRONT_1_9_0: FrontAxes = {
  fillInto: 'private buffer',
  clearBeforeFill: 'nothing',
  clearAfterFill: 'nothing',
  cleansOnRelease: 'nothing',
  cleansWith: 'zeros',
  pool: 'shared',
  window: 'block',
  blocksBy: 'announced size',
  longFrames: 'whole',
  requestIds: 'of the block',
  responseStatus: 'looked at',
  receiveIds: 'counter',
  receivePages: 'fresh',
  endsAccess: 'at once',
  receiveGrants: 'reversed',
  pushesRequests: 'new ones',
  reading: 'strict',
  callbacks: 'detached, caught',
  logs: true,
  counts: 'requests',
  ringOrder: 'rx, tx',
  declines: DECLINED,
  acceptsGso: false,
  mtu: 'none',
};
const BACK_1_9_0: BackAxes = {
  fillInto: 'private buffer',
  clearBeforeFill: 'nothing',
  window: 'page',
  unmaps: 'after the check',
  transfer: 'map',
  pagesBy: 'announced size',
  firstResponse: 'whole size',
  takesRequests: 'on demand',
  reading: 'strict',
  callbacks: 'detached, caught',
  logs: true,
  mac: 'of the frontend',
  sendsGso: false,
  mtu: 'none',
};

const FRONT_1_5_0: FrontAxes = {
  ...FRONT_1_9_0,
  receiveIds: 'grant reference',
  callbacks: 'detached',
  logs: false,
};
const BACK_1_5_0: BackAxes = { ...BACK_1_9_0, callbacks: 'detached', logs: false };
/** It is a netfront alone: it faces the netback of 1.5.0. */
const FRONT_1_4_1: FrontAxes = {
  ...FRONT_1_5_0,
  longFrames: 'first block only',
  requestIds: 'of the page',
  responseStatus: 'ignored',
  reading: 'one by one',
  callbacks: 'detached, silenced',
  declines: [],
};

const FRONT_1_10_0: FrontAxes = { ...FRONT_1_9_0, fillInto: 'shared block', mtu: 1514 };
const BACK_1_10_0: BackAxes = { ...BACK_1_9_0, fillInto: 'mapped page', mtu: 1514 };
const FRONT_1_10_1: FrontAxes = { ...FRONT_1_10_0, clearBeforeFill: 'block' };
const BACK_1_10_1: BackAxes = { ...BACK_1_10_0, clearBeforeFill: 'page' };
const BACK_1_10_2: BackAxes = { ...BACK_1_10_1, unmaps: 'before the check' };
const FRONT_1_10_2: FrontAxes = { ...FRONT_1_10_1, endsAccess: 'once unmapped' };
const FRONT_1_13_1: FrontAxes = {
  ...FRONT_1_10_2,
  window: 'announced size',
  callbacks: 'detached, caught but for out of memory',
  mtu: 1500,
};
const BACK_1_13_1: BackAxes = {
  ...BACK_1_10_2,
  window: 'announced size',
  callbacks: 'detached, caught but for out of memory',
  mac: 'fe:ff:ff:ff:ff:ff',
  mtu: 1500,
};
const FRONT_2_1_3: FrontAxes = { ...FRONT_1_13_1, callbacks: 'detached' };
const BACK_2_1_3: BackAxes = { ...BACK_1_13_1, callbacks: 'detached' };
const FRONT_2_1_6: FrontAxes = { ...FRONT_2_1_3, receivePages: 'kept' };
const FRONT_2_1_7: FrontAxes = { ...FRONT_2_1_6, mtu: 'XenStore' };
const BACK_2_1_7: BackAxes = { ...BACK_2_1_3, mtu: 'XenStore' };
const FRONT_2_1_8: FrontAxes = {
  ...FRONT_2_1_7,
  blocksBy: 'written length',
  receiveGrants: 'in order',
  pushesRequests: 'always',
  reading: 'lenient',
  callbacks: 'awaited, caught',
  counts: 'frames',
  ringOrder: 'tx, rx',
  declines: ['feature-rx-flip', 'feature-smart-poll'],
  acceptsGso: true,
};
const BACK_2_1_8: BackAxes = {
  ...BACK_2_1_7,
  fillInto: 'scratch page',
  clearBeforeFill: 'announced size',
  transfer: 'copy',
  pagesBy: 'written length',
  firstResponse: 'own size',
  takesRequests: 'at every event',
  reading: 'lenient',
  callbacks: 'awaited, caught',
  sendsGso: true,
};

/**
 * The releases that behave differently, the oldest first. The vulnerability and its fix are the difference between the
 * rows of 1.10.0 and 1.10.1. To add a release, add a row: whatever else names releases reads them from here.
 */
export const RELEASES = {
  '1.4.1': {
    release: '1.4.1',
    date: '2015-03-12',
    commit: '7d2777d789530e2104b6d9252cdca0d6f8078acb',
    advisory: 'OSEC-2016-02',
    front: FRONT_1_4_1,
    back: BACK_1_5_0,
    summary: 'two blocks share one id, so that the answer to one frame may free the block of another: MSA00',
  },
  '1.5.0': {
    release: '1.5.0',
    date: '2016-01-08',
    commit: '47de2edfad9c56110d98d0312c1a7e0b9dcc8fbf',
    front: FRONT_1_5_0,
    back: BACK_1_5_0,
    summary:
      'the caller brings a finished packet, which is copied into the shared block, whose id is its own',
  },
  '1.9.0': {
    release: '1.9.0',
    date: '2019-02-04',
    commit: 'before e4f8d9f65a7999ac259cea57395bf5fbf00773bb',
    front: FRONT_1_9_0,
    back: BACK_1_9_0,
    summary: 'the caller brings a finished packet, which is copied into the shared block',
  },
  '1.10.0': {
    release: '1.10.0',
    date: '2019-02-24',
    commit: 'e4f8d9f65a7999ac259cea57395bf5fbf00773bb',
    advisory: 'OSEC-2019-01',
    front: FRONT_1_10_0,
    back: BACK_1_10_0,
    summary: 'the packet is written straight into the shared block, which is not cleared: OSEC-2019-01',
  },
  '1.10.1': {
    release: '1.10.1',
    date: '2019-03-20',
    commit: 'bdfc658f139e39cdf1b8dada013b91df67a8e26a',
    advisory: 'OSEC-2019-01',
    front: FRONT_1_10_1,
    back: BACK_1_10_1,
    summary: 'the packet is written straight into the shared block, which is zeroed first: the fix',
  },
  '1.10.2': {
    release: '1.10.2',
    date: '2019-04-02',
    commit: '8ab10efdc1d1281f01736cc5c964fb48773ec312',
    advisory: 'OSEC-2019-02',
    front: FRONT_1_10_2,
    back: BACK_1_10_2,
    summary:
      'as 1.10.1; a page that the peer still maps is not used again: OSEC-2019-02; netback unmaps also if its writer fails',
  },
  '1.13.1': {
    release: '1.13.1',
    date: '2020-07-01',
    commit: '52453e702f64f2543e09708f290893ac3b739a66',
    front: FRONT_1_13_1,
    back: BACK_1_13_1,
    summary: 'the writer is handed only as much of the zeroed block as it announced',
  },
  '2.1.3': {
    release: '2.1.3',
    date: '2023-07-22',
    commit: '014f519391e2542f89f3c6061c567491efdf3fd1',
    front: FRONT_2_1_3,
    back: BACK_2_1_3,
    summary: 'as 1.13.1; what a frame callback throws is not caught any more',
  },
  '2.1.6': {
    release: '2.1.6',
    date: '2025-08-18',
    commit: '04295d4a8100f31ca558fabad7e3f7a6a92e90a2',
    front: FRONT_2_1_6,
    back: BACK_2_1_3,
    summary: 'as 2.1.3; receive pages are kept, and zeroed when they come back',
  },
  '2.1.7': {
    release: '2.1.7',
    date: '2025-10-09',
    commit: 'e6a375c7c8ab52f2cf44a4ef757ce461912262f7',
    front: FRONT_2_1_7,
    back: BACK_2_1_7,
    summary: 'as 2.1.6; the MTU is read from XenStore',
  },
  '2.1.8': {
    release: '2.1.8',
    date: '2026-08-17',
    commit: 'b51facf09a4a14391a689f783f752b8bf5866d1e',
    front: FRONT_2_1_8,
    back: BACK_2_1_8,
    summary:
      'netback fills a page of its own and has it copied; frames of several blocks or pages take what was written',
  },
} as const satisfies Record<string, ReleasePolicy>;

export type Release = keyof typeof RELEASES;

/** Those that are offered, the oldest first. */
export const RELEASE_NAMES: readonly Release[] = Object.keys(RELEASES) as Release[];

/** Those on both sides of the vulnerability and its fix: what is compared if nobody names others. */
export const COMPARED_RELEASES: readonly Release[] = ['1.9.0', '1.10.0', '1.10.1'];

/** The release that brought the vulnerability. */
export const VULNERABLE_RELEASE = '1.10.0' satisfies Release;

/** The first release with the fix: the same packets under it show what the fix changes. */
export const FIXED_RELEASE = '1.10.1' satisfies Release;

/** The first release whose blocks have ids of their own: the fix of OSEC-2016-02. */
export const FIXED_IDS_RELEASE = '1.5.0' satisfies Release;

/** The first release that uses no page again which netback still maps: the fix of OSEC-2019-02. */
export const FIXED_UNMAP_RELEASE = '1.10.2' satisfies Release;

/** The release that packets are sent under if nobody names another. */
export const DEFAULT_RELEASE: Release = VULNERABLE_RELEASE;

/** Whether `name` is a release that can be emulated. */
export function isRelease(name: string): name is Release {
  return RELEASE_NAMES.some((offered) => offered === name);
}

/** @returns what a release does with shared memory; undefined if it is none that can be emulated */
export function policyOf(name: string): ReleasePolicy | undefined {
  return isRelease(name) ? RELEASES[name] : undefined;
}
