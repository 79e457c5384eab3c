/** A pointer into a kernel of x86-64: of Linux, or of Windows, whose pools are at some of the same addresses. */
export interface KernelPointer {
  start: number;
  end: number;
  /** Such as '0xffff888012345678'. */
  value: string;
}

const POINTER_LENGTH = 8;
/** Of the bytes of an address of data: the two highest, and one by chance. */
const MOST_SET = 3;
const NONE: readonly KernelPointer[] = [];

/**
 * In what may be payload, so many within a stretch of this length, aligned to one another: one alone is chance in what is
 * encrypted.
 */
const LEAST_IN_BODY = 2;
const NEAR = 64;

/**
 * Finds words of eight bytes, little-endian, that point into the direct map, vmalloc and the like
 * (0xffff8880_00000000 to 0xffffc87f_ffffffff) or into the text of the kernel (0xffffffff_8…), by
 * Documentation/arch/x86/x86_64/mm.rst of Linux.
 *
 * @param base - index in `bytes` of the frame
 * @param isBody - it may be payload
 */
export function kernelPointers(
  bytes: Uint8Array,
  base: number,
  start: number,
  end: number,
  isBody: boolean,
): readonly KernelPointer[] {
  let found: KernelPointer[] | undefined;
  for (let at = start; at + POINTER_LENGTH <= end; at++) {
    // The two highest bytes first: hardly any word has them.
    if (bytes[base + at + 7] !== 0xff) {
      // Nor is it the last byte but one of the next word.
      at++;
      continue;
    }
    if (bytes[base + at + 6] !== 0xff || !isPointer(bytes, base + at)) continue;
    found ??= [];
    found.push({ start: at, end: at + POINTER_LENGTH, value: hexOf(bytes, base + at) });
    at += POINTER_LENGTH - 1;
  }
  if (found === undefined) return NONE;
  if (!isBody) return found;
  const all = found;
  const near = (here: number, there: number): boolean =>
    Math.abs(there - here) <= NEAR && (there - here) % POINTER_LENGTH === 0;
  return all.filter(
    ({ start: here }) => all.filter((other) => near(here, other.start)).length >= LEAST_IN_BODY,
  );
}

function isPointer(bytes: Uint8Array, at: number): boolean {
  const fifth = bytes[at + 5] as number;
  const fourth = bytes[at + 4] as number;
  const third = bytes[at + 3] as number;
  if (fifth === 0xff && fourth === 0xff) return third >= 0x80 && third < 0x90 && !isFilled(bytes, at);
  const high = fifth * 256 + fourth;
  return high >= 0x8880 && high <= 0xc87f && !isMostlySet(bytes, at);
}

/** What has as many bytes of 0xff is bits, and no address. */
function isMostlySet(bytes: Uint8Array, at: number): boolean {
  let set = 0;
  for (let i = 0; i < POINTER_LENGTH; i++) if (bytes[at + i] === 0xff) set++;
  return set > MOST_SET;
}

/** Zeros behind the high half are no address that anybody has. */
function isFilled(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === bytes[at + 1] && bytes[at + 1] === bytes[at + 2];
}

function hexOf(bytes: Uint8Array, at: number): string {
  let text = '0x';
  for (let i = POINTER_LENGTH - 1; i >= 0; i--)
    text += (bytes[at + i] as number).toString(16).padStart(2, '0');
  return text;
}
