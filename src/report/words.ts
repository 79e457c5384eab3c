/** Numbers and offsets as a reader of English expects them. */

/** @returns `1234567` as `1,234,567` */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** @returns `1 frame`, `2 frames`; give `plural` where it is not formed with an s */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** @returns a checksum as `0x0a1b` */
export function hex16(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}

/** @returns a frame check sequence as `0x0a1b2c3d` */
export function hex32(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

/** @returns `byte 15` or `bytes 24..25`; the end is exclusive, as everywhere but in print */
export function byteSpan(start: number, end: number): string {
  return end - start === 1 ? `byte ${start}` : `bytes ${start}..${end - 1}`;
}

/** @returns `1.9.0, 1.10.0 and 1.10.1`, or with another word before the last */
export function enumerated(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
