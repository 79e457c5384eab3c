/**
 * Wireshark as an independent judge of captures, inside the test process:
 *
 *     const judge = await openWithWireshark(bytes);
 *     expect(judge.matchedFrames('ip.checksum.status == "Bad"')).toEqual([3]);
 *     expect(judge.fields(['frame.time_epoch', 'eth.trailer'], 'frame.number == 3')).toEqual([…]);
 *     judge.close();
 *
 * Only one capture can be open in the engine at a time. Sessions share it without noticing: one that is used
 * after another was loads its capture again; so does one that is asked for other fields than before. To ask
 * for all fields at once is quicker. Every call is synchronous and takes some 0.1 ms per frame of the capture.
 */
import { applyPreferences, type Preferences } from './preferences.ts';
import { loadWiregasm, type NativeSession, type NativeTree, takeVector, type Wiregasm } from './wiregasm.ts';

/** What Wireshark leaves off by default, although it is what a receiver does. */
const CHECKSUM_VALIDATION = ['ip', 'tcp', 'udp'];

/** Relative to the default columns: the time is exact, and counts from 1970. */
const FRAME_COLUMNS = {
  time: '%Cus:frame.time_epoch:0:R',
  source: '%s',
  destination: '%d',
  protocol: '%p',
  length: '%L',
  info: '%i',
} as const;

/** A line of the packet list. */
export interface WiresharkFrame {
  /** Counted from 1. */
  number: number;
  /** Seconds since 1970 with 9 digits after the point, whatever the resolution of the file. */
  time: string;
  source: string;
  destination: string;
  protocol: string;
  /** On the wire; what was captured of it is the field frame.cap_len. */
  length: number;
  info: string;
  /** The packet has a comment; the field frame.comment holds the text. */
  hasComment: boolean;
}

/** An entry of the packet details. */
export interface WiresharkDetail {
  /** The line as Wireshark shows it. */
  label: string;
  /** A display filter for this very value, such as 'ip.ttl == 38'. */
  filter: string;
  /** Offset of its first byte, in the frame or in the reassembled data that it was found in. */
  start: number;
  /** Number of bytes; 0 for what Wireshark worked out itself. */
  length: number;
  /** 0 if `start` counts from the beginning of the frame, otherwise which reassembled data. */
  dataSource: number;
  children: WiresharkDetail[];
}

/** What one end of a connection sent in one segment. */
export interface WiresharkStreamTurn {
  /** False for the end that sent the first segment. */
  fromServer: boolean;
  data: Buffer;
}

export interface WiresharkSession {
  /** Number of packets in the capture. */
  readonly packetCount: number;
  /** Such as 'Wireshark/tcpdump/... - nanosecond pcap'. */
  readonly fileType: string;
  /** Such as '4.4.5'. */
  readonly wiresharkVersion: string;

  /** @returns the packet list: the first `limit` frames that match, all if left out */
  frames(filter?: string, limit?: number): WiresharkFrame[];

  /**
   * The values of any fields, as columns of the packet list show them: several of one frame are joined by
   * commas, none is an empty text, bytes are hexadecimal digits, a checksum status is 'Good' or 'Bad'.
   * What is longer than 2047 bytes is cut.
   *
   * @param names field names, such as 'frame.comment' or 'udp.checksum.status'
   */
  fields<Name extends string>(
    names: readonly Name[],
    filter?: string,
    limit?: number,
  ): Record<Name, string>[];

  /** @returns the numbers of all frames that match the display filter */
  matchedFrames(filter: string): number[];

  /**
   * "Follow TCP stream": what each end of a connection said, put together again from its segments.
   * @param stream the field tcp.stream
   */
  followTcp(stream: number): WiresharkStreamTurn[];

  /** @returns the packet details of one frame: a tree with the place of every field */
  details(frameNumber: number): WiresharkDetail[];

  /** Frees the capture. */
  close(): void;
}

/**
 * Opens a capture of any format that Wireshark knows. IPv4, TCP and UDP checksums are validated.
 *
 * @param bytes the file
 * @param preferences over Wireshark's defaults, for this session only
 * @throws Error with Wireshark's `code` if it finds the file damaged: -12 stands for one that is cut short
 */
export async function openWithWireshark(
  bytes: Uint8Array,
  preferences: Preferences = {},
): Promise<WiresharkSession> {
  const lib = await loadWiregasm();
  const withChecksums: Record<string, Record<string, string>> = {};
  for (const module of CHECKSUM_VALIDATION) withChecksums[module] = { check_checksum: 'TRUE' };
  for (const [module, values] of Object.entries(preferences)) {
    withChecksums[module] = { ...withChecksums[module], ...values };
  }
  return new Session(lib, bytes, withChecksums);
}

const CAPTURE_PATH = '/uploads/capture';
const NUMBER_COLUMN = { number: '%m' };

/** The session whose capture is in the engine, and what it was loaded with. */
let active: Session | undefined;

class Session implements WiresharkSession {
  readonly wiresharkVersion: string;
  packetCount = 0;
  fileType = '';
  readonly #lib: Wiregasm;
  readonly #preferences: Preferences;
  #bytes: Uint8Array | undefined;
  #native: NativeSession | undefined;
  #undoPreferences = (): void => {};
  #columnFormat = '';

  constructor(lib: Wiregasm, bytes: Uint8Array, preferences: Preferences) {
    this.#lib = lib;
    this.#preferences = preferences;
    this.#bytes = bytes.slice();
    this.wiresharkVersion = lib.wiresharkVersion();
    this.#load(NUMBER_COLUMN);
  }

  frames(filter = '', limit = 0): WiresharkFrame[] {
    return this.#list(FRAME_COLUMNS, filter, limit).map(({ number, hasComment, values }) => ({
      number,
      ...values,
      length: Number(values.length),
      hasComment,
    }));
  }

  fields<Name extends string>(names: readonly Name[], filter = '', limit = 0): Record<Name, string>[] {
    const columns = {} as Record<Name, string>;
    for (const name of names) {
      if (!/^[\w.-]+$/.test(name)) throw new TypeError(`Cannot read the field "${name}": not a field name`);
      this.#checkFilter(name);
      columns[name] = `%Cus:${name}:0:R`;
    }
    return this.#list(columns, filter, limit).map(({ values }) => values);
  }

  matchedFrames(filter: string): number[] {
    this.#checkFilter(filter);
    const native = this.#activate();
    const first = native.getFrames(filter, 0, 1);
    first.frames.delete();
    // To list frames takes longer than to filter them.
    if (first.matched === 0) return [];
    if (first.matched === this.packetCount) return Array.from({ length: first.matched }, (_, i) => i + 1);
    return takeVector(native.getFrames(filter, 0, 0).frames).map(({ number, columns }) => {
      columns.delete();
      return number;
    });
  }

  followTcp(stream: number): WiresharkStreamTurn[] {
    const { payloads } = this.#activate().follow('TCP', `tcp.stream eq ${stream}`);
    return takeVector(payloads).map(({ server, data }) => ({
      fromServer: server === 1,
      data: Buffer.from(data, 'base64'),
    }));
  }

  details(frameNumber: number): WiresharkDetail[] {
    if (!Number.isInteger(frameNumber) || frameNumber < 1 || frameNumber > this.packetCount) {
      throw new RangeError(`Cannot show frame ${frameNumber}: the capture has ${this.packetCount}`);
    }
    const frame = this.#activate().getFrame(frameNumber);
    frame.comments.delete();
    return takeVector(frame.tree).map(detailOf);
  }

  close(): void {
    this.#unload();
    this.#bytes = undefined;
  }

  #list<Columns extends Record<string, string>>(
    columns: Columns,
    filter: string,
    limit: number,
  ): { number: number; hasComment: boolean; values: Record<keyof Columns, string> }[] {
    this.#checkFilter(filter);
    const { frames } = this.#activate(columns).getFrames(filter, 0, limit);
    const names = Object.keys(columns);
    return takeVector(frames).map((frame) => {
      const values: Record<string, string> = {};
      for (const [i, name] of names.entries()) values[name] = frame.columns.get(i);
      frame.columns.delete();
      return {
        number: frame.number,
        hasComment: frame.comments,
        values: values as Record<keyof Columns, string>,
      };
    });
  }

  #checkFilter(filter: string): void {
    const { ok, error } = this.#lib.checkFilter(filter);
    if (!ok) throw new Error(`Cannot use the display filter "${filter}": ${error}`);
  }

  /** Columns are laid down when a capture is loaded, so other columns mean to load it again. */
  #activate(columns?: Record<string, string>): NativeSession {
    if (
      active === this &&
      this.#native !== undefined &&
      (columns === undefined || this.#columnFormat === columnFormat(columns))
    ) {
      return this.#native;
    }
    return this.#load(columns ?? NUMBER_COLUMN);
  }

  #load(columns: Record<string, string>): NativeSession {
    if (this.#bytes === undefined) throw new Error('Cannot ask Wireshark: the session is closed');
    if (active !== undefined) active.#unload();
    const lib = this.#lib;
    this.#columnFormat = columnFormat(columns);
    lib.setPref('gui', 'column.format', this.#columnFormat);
    this.#undoPreferences = applyPreferences(lib, this.#preferences);
    lib.FS.writeFile(CAPTURE_PATH, this.#bytes);
    this.#native = new lib.DissectSession(CAPTURE_PATH);
    active = this;
    const { code, error, summary } = this.#native.load();
    if (code !== 0) {
      this.close();
      const why = error === '' ? 'the file is damaged' : error;
      throw Object.assign(new Error(`Wireshark cannot read the capture: ${why} (${code})`), { code });
    }
    this.packetCount = summary.packet_count;
    this.fileType = summary.file_type;
    return this.#native;
  }

  #unload(): void {
    if (active !== this) return;
    active = undefined;
    this.#native?.delete();
    this.#native = undefined;
    this.#lib.FS.unlink(CAPTURE_PATH);
    this.#undoPreferences();
  }
}

function columnFormat(columns: Record<string, string>): string {
  return Object.entries(columns)
    .flatMap(([name, format]) => [`"${name}"`, `"${format}"`])
    .join(',');
}

function detailOf(native: NativeTree): WiresharkDetail {
  return {
    label: native.label,
    filter: native.filter,
    start: native.start,
    length: native.length,
    dataSource: native.data_source_idx,
    children: takeVector(native.tree).map(detailOf),
  };
}
