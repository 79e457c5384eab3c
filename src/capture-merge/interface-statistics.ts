import {
  type BlockOption,
  OPTION_COMMENT,
  readOptions,
  STATISTICS_OPTIONS,
  withOptions,
} from './pcapng-blocks.ts';

/** Offset of the time of a block: two halves, the upper first. */
const TIME = 12;

const OPTION_START = 2;
const OPTION_END_TIME = 3;
const COUNTS: ReadonlySet<number> = new Set([4, 5, 6, 7, 8]);

/**
 * Makes one interface statistics block (draft-ietf-opsawg-pcapng, section 4.6) of those that several captures have of
 * the same interface: counts are added up, times are those of the first and of the last.
 *
 * @param blocks - at least one
 */
export function mergeStatistics(blocks: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(STATISTICS_OPTIONS), ...others] = blocks;
  if (others.length === 0) return first;
  const head = first.slice(0, STATISTICS_OPTIONS);
  const options: BlockOption[] = [];
  for (const block of blocks) {
    if (isLater(block.subarray(TIME, TIME + 8), head.subarray(TIME, TIME + 8))) {
      head.set(block.subarray(TIME, TIME + 8), TIME);
    }
    for (const option of readOptions(block, STATISTICS_OPTIONS)) addOption(options, option);
  }
  return withOptions(head, STATISTICS_OPTIONS, inOrder(options));
}

function addOption(options: BlockOption[], added: BlockOption): void {
  const { code, value } = added;
  const known = options.find((option) => option.code === code && option.value.length === value.length);
  if (code === OPTION_COMMENT || known === undefined) {
    if (!options.some((option) => option.code === code && equal(option.value, value))) options.push(added);
  } else if (COUNTS.has(code) && value.length === 8) {
    const sum = viewOf(known.value).getBigUint64(0, true) + viewOf(value).getBigUint64(0, true);
    viewOf(known.value).setBigUint64(0, sum, true);
  } else if (value.length === 8) {
    const replaces =
      code === OPTION_START
        ? isLater(known.value, value)
        : code === OPTION_END_TIME && isLater(value, known.value);
    if (replaces) known.value.set(value);
  }
}

/** Comments first, then by their codes: the order in which writers have them. */
function inOrder(options: readonly BlockOption[]): BlockOption[] {
  return [...options].sort((a, b) => a.code - b.code);
}

function isLater(a: Uint8Array, b: Uint8Array): boolean {
  const [x, y] = [viewOf(a), viewOf(b)];
  const upper = x.getUint32(0, true) - y.getUint32(0, true);
  return upper > 0 || (upper === 0 && x.getUint32(4, true) > y.getUint32(4, true));
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
