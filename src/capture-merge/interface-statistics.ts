import {
  type BlockOption,
  blockKey,
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
const TIMES: ReadonlySet<number> = new Set([OPTION_START, OPTION_END_TIME]);

/**
 * Makes one interface statistics block (draft-ietf-opsawg-pcapng, section 4.6) of those that several captures have of
 * the same interface: counts are added up, times are those of the first and of the last. Each option is looked at once.
 */
export class StatisticsSum {
  #only: Uint8Array | undefined;
  #head: Uint8Array | undefined;
  readonly #options: BlockOption[] = [];
  /** Counts and times, by their code. */
  readonly #numbers = new Map<number, BlockOption>();
  readonly #known = new Set<string>();

  /** Takes a block, which must stay as it is. */
  add(block: Uint8Array): void {
    const time = block.subarray(TIME, TIME + 8);
    if (this.#head === undefined) {
      this.#only = block;
      this.#head = block.slice(0, STATISTICS_OPTIONS);
    } else {
      this.#only = undefined;
      if (isLater(time, this.#head.subarray(TIME, TIME + 8))) this.#head.set(time, TIME);
    }
    for (const option of readOptions(block, STATISTICS_OPTIONS)) this.#addOption(option);
  }

  /** @returns the block: as it was, if there was only one */
  block(): Uint8Array {
    if (this.#only !== undefined) return this.#only.slice();
    return withOptions(this.#head ?? new Uint8Array(STATISTICS_OPTIONS), STATISTICS_OPTIONS, this.#inOrder());
  }

  #addOption(option: BlockOption): void {
    const { code, value } = option;
    if (value.length === 8 && (COUNTS.has(code) || TIMES.has(code))) {
      const known = this.#numbers.get(code);
      if (known !== undefined) {
        combine(known, value);
        return;
      }
      this.#numbers.set(code, option);
    } else {
      const key = `${code} ${blockKey(value)}`;
      if (this.#known.has(key)) return;
      this.#known.add(key);
    }
    this.#options.push(option);
  }

  /** Comments first, then by their codes: the order in which writers have them. */
  #inOrder(): BlockOption[] {
    const first = ({ code }: BlockOption): number => (code === OPTION_COMMENT ? 0 : code);
    return [...this.#options].sort((a, b) => first(a) - first(b));
  }
}

function combine({ code, value: known }: BlockOption, value: Uint8Array): void {
  if (COUNTS.has(code)) {
    const sum = viewOf(known).getBigUint64(0, true) + viewOf(value).getBigUint64(0, true);
    viewOf(known).setBigUint64(0, sum, true);
  } else if (code === OPTION_START ? isLater(known, value) : isLater(value, known)) {
    known.set(value);
  }
}

function isLater(a: Uint8Array, b: Uint8Array): boolean {
  const [x, y] = [viewOf(a), viewOf(b)];
  const upper = x.getUint32(0, true) - y.getUint32(0, true);
  return upper > 0 || (upper === 0 && x.getUint32(4, true) > y.getUint32(4, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
