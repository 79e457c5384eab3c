/** A value that an allocator, a kernel or a hypervisor fills memory with, so that whoever uses it uninitialised is found. */
export interface Poison {
  /** Whose it is, as `--poison` takes it. */
  set: string;
  /** In memory order, repeated. */
  bytes: readonly number[];
  /** What the run ends with, where that is told apart: the last byte of a freed object. */
  last?: number;
  /** What it says of the memory. */
  meaning: string;
  /** Nobody pads with it, or writes it for another reason: it is looked for without being asked for. */
  unmistakable: boolean;
}

function poison(
  set: string,
  hex: string,
  meaning: string,
  more: Partial<Pick<Poison, 'last' | 'unmistakable'>> = {},
): Poison {
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return { set, bytes, meaning, unmistakable: false, ...more };
}

const UNMISTAKABLE = { unmistakable: true } as const;

/**
 * Linux: include/linux/poison.h, mm/slub.c, mm/dmapool.c, STACKLEAK_POISON; Xen: xen/common/page_alloc.c; FreeBSD:
 * sys/vm/uma_dbg.c; OpenBSD: lib/libc/stdlib/malloc.c; jemalloc(3), "opt.junk"; Microsoft: debug heap of the C run-time.
 */
export const POISONS: readonly Poison[] = [
  poison('linux-slub', '6b', 'freed object of Linux (SLUB)', { last: 0xa5, ...UNMISTAKABLE }),
  poison('linux-slub', '5a', 'allocated and not initialised object of Linux (SLUB)'),
  poison('linux-slub', 'bbbbbbbbbbbbbbbb', 'red zone of Linux (SLUB), inactive'),
  poison('linux-slub', 'cccccccccccccccc', 'red zone of Linux (SLUB), active'),
  poison('linux-page', 'aa', 'freed page of Linux (PAGE_POISON)'),
  poison('linux-dma', 'a7', 'freed block of a DMA pool of Linux', UNMISTAKABLE),
  poison('linux-dma', 'a9', 'allocated block of a DMA pool of Linux', UNMISTAKABLE),
  poison('linux-stack', '1141ffffffffffff', 'unused stack of Linux (STACKLEAK)', UNMISTAKABLE),
  poison('xen', 'c2', 'page that Xen scrubbed', UNMISTAKABLE),
  poison('xen', 'aa', 'freed block of a memory pool of Xen'),
  poison('solo5', 'ff', 'grant area of a Solo5 guest that nothing is mapped in'),
  poison('freebsd', 'dec0adde', 'freed memory of FreeBSD (UMA)', UNMISTAKABLE),
  poison('freebsd', 'deadc0de', 'freed memory of FreeBSD (UMA)', UNMISTAKABLE),
  poison('openbsd', 'db', 'new memory of OpenBSD (malloc)', UNMISTAKABLE),
  poison('openbsd', 'df', 'freed memory of OpenBSD (malloc)', UNMISTAKABLE),
  poison('openbsd', 'd0', 'new memory of OpenBSD (malloc), before 6.0'),
  poison('jemalloc', 'a5', 'new memory (jemalloc)'),
  poison('jemalloc', '5a', 'freed memory (jemalloc)'),
  poison('macos', 'aa', 'new memory of macOS (malloc scribble)'),
  poison('macos', '55', 'freed memory of macOS (malloc scribble)'),
  poison('windows', 'cd', 'new memory of the debug heap (MSVC)'),
  poison('windows', 'dd', 'freed memory of the debug heap (MSVC)'),
  poison('windows', 'fd', 'guard bytes of the debug heap (MSVC)'),
  poison('windows', 'cc', 'stack that nothing was written to (MSVC)'),
  poison('windows', '0df0adba', 'new memory of the Windows heap', UNMISTAKABLE),
  poison('windows', 'eefeeefe', 'freed memory of the Windows heap', UNMISTAKABLE),
  poison('windows', 'ab', 'guard bytes of the Windows heap'),
  poison('deadbeef', 'efbeadde', 'memory marked by some program', UNMISTAKABLE),
  poison('deadbeef', 'deadbeef', 'memory marked by some program', UNMISTAKABLE),
];

/** The names that `--poison` takes, besides `all`, `none`, `glibc:NN` and bytes in hexadecimal. */
export const POISON_SETS: readonly string[] = [...new Set(POISONS.map(({ set }) => set))];

/** What is looked for if nobody says: values that are no padding and no payload. */
export const UNMISTAKABLE_POISONS: readonly Poison[] = POISONS.filter(({ unmistakable }) => unmistakable);

const LONGEST_VALUE = 16;

/**
 * What a name of `--poison` stands for.
 *
 * @param text - a set, `all`, `none`, `glibc:NN` with the value of MALLOC_PERTURB_ in hexadecimal, or 1 to 16 bytes in
 *   hexadecimal, repeated
 * @returns undefined if it is nothing of that kind
 */
export function poisonsOf(text: string): readonly Poison[] | undefined {
  if (text === 'all') return POISONS;
  if (text === 'none') return [];
  const named = POISONS.filter(({ set }) => set === text);
  if (named.length > 0) return named;
  const perturb = /^glibc:(?:0x)?([0-9a-f]{1,2})$/i.exec(text)?.[1];
  if (perturb !== undefined) {
    const freed = Number.parseInt(perturb, 16);
    const hex = (value: number): string => value.toString(16).padStart(2, '0');
    return [
      poison('glibc', hex(freed), `freed memory (glibc, MALLOC_PERTURB_=0x${hex(freed)})`),
      poison('glibc', hex(freed ^ 0xff), `new memory (glibc, MALLOC_PERTURB_=0x${hex(freed)})`),
    ];
  }
  const bytes = /^(?:0x)?((?:[0-9a-f]{2})+)$/i.exec(text)?.[1];
  if (bytes === undefined || bytes.length > 2 * LONGEST_VALUE) return undefined;
  return [poison('own', bytes.toLowerCase(), `0x${bytes.toLowerCase()} repeated`)];
}

/** A run of a poison value. */
export interface PoisonRun {
  start: number;
  end: number;
  poison: Poison;
}

/** How many bytes of one value make a run behind a packet; of longer values, two. */
const LEAST_BYTES = 4;
const LEAST_REPEATS = 2;
/** In what may be payload. */
const LEAST_IN_BODY = 16;

/** Finds runs of some poison values. One serves millions of frames. */
export class PoisonFinder {
  /** By byte: whether it is in some value, whether some value begins with it, and which do. */
  readonly #within = new Uint8Array(256);
  readonly #begins = new Uint8Array(256);
  readonly #beginning: Poison[][] = Array.from({ length: 256 }, () => []);

  constructor(poisons: readonly Poison[]) {
    for (const poison of poisons) {
      const first = poison.bytes[0] as number;
      for (const byte of poison.bytes) this.#within[byte] = 1;
      this.#begins[first] = 1;
      this.#beginning[first]?.push(poison);
    }
  }

  /**
   * @param base - index in `bytes` of the frame
   * @param start - of the stretch, an offset in the frame
   * @param isBody - it may be payload, where only longer runs mean something
   * @returns in order; where values overlap, the first that is longest
   */
  find(bytes: Uint8Array, base: number, start: number, end: number, isBody: boolean): readonly PoisonRun[] {
    const begins = this.#begins;
    const within = this.#within;
    let runs: PoisonRun[] | undefined;
    // Whatever is shorter is no run.
    const least = isBody ? LEAST_IN_BODY : LEAST_BYTES;
    const last = end - least;
    for (let at = start; at <= last; at++) {
      // A run that begins from here on to there would be there as well.
      if (within[bytes[base + at + least - 1] as number] === 0) {
        at += least - 1;
        continue;
      }
      if (begins[bytes[base + at] as number] === 0) continue;
      const run = this.#longestFrom(bytes, base, at, end, isBody);
      if (run === undefined) continue;
      runs ??= [];
      runs.push(run);
      at = run.end - 1;
    }
    return runs ?? NO_RUNS;
  }

  #longestFrom(
    bytes: Uint8Array,
    base: number,
    at: number,
    end: number,
    isBody: boolean,
  ): PoisonRun | undefined {
    let longest: PoisonRun | undefined;
    for (const poison of this.#beginning[bytes[base + at] as number] ?? []) {
      const runEnd = runFrom(bytes, base, at, end, poison, isBody);
      if (runEnd > (longest?.end ?? at)) longest = { start: at, end: runEnd, poison };
    }
    return longest;
  }
}

const NO_RUNS: readonly PoisonRun[] = [];

/** @returns where a run that begins at `at` ends; `at` if there is none that is long enough */
function runFrom(
  bytes: Uint8Array,
  base: number,
  at: number,
  end: number,
  { bytes: value, last }: Poison,
  isBody: boolean,
): number {
  if (bytes[base + at] !== value[0]) return at;
  let to = at;
  while (to < end && bytes[base + to] === value[(to - at) % value.length]) to++;
  // Only whole values count, a piece of one at the end of the stretch excepted.
  if (to < end) to -= (to - at) % value.length;
  const least = value.length === 1 ? LEAST_BYTES : value.length * LEAST_REPEATS;
  if (to - at < Math.max(isBody ? LEAST_IN_BODY : 0, least)) return at;
  return last !== undefined && to < end && bytes[base + to] === last ? to + 1 : to;
}
