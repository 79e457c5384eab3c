/** The block that a pcapng file begins with (draft-ietf-opsawg-pcapng, section 4.1). */
import { checkChunkSize } from './pcap-options.ts';
import { Block, SECTION_HEADER } from './pcapng-block.ts';

const ACTION = 'Cannot write a capture';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const VERSION_MAJOR = 1;
const VERSION_MINOR = 0;
/** The length of the section: not known beforehand. */
const UNKNOWN_LENGTH = 0xffff_ffff_ffff_ffffn;

const OPTION_HARDWARE = 2;
const OPTION_OS = 3;
const OPTION_APPLICATION = 4;

export interface PcapngOptions {
  /** The program that makes the capture, such as 'netchannel-sim 0.1.0'. */
  application?: string;
  /** The machine that it was made on. */
  hardware?: string;
  /** The operating system that it was made on. */
  os?: string;
  /** On the capture as a whole. */
  comments?: readonly string[];
  /** Bytes collected before they are written out. 1 MiB if left out. */
  chunkSize?: number;
}

/**
 * Fills in what was left out.
 *
 * @throws TypeError if an option has the wrong type
 * @throws RangeError if it is out of range
 */
export function completePcapngOptions(options: PcapngOptions): { header: Uint8Array; chunkSize: number } {
  const { application, hardware, os, comments = [], chunkSize = 1048576 } = options;
  checkChunkSize(chunkSize);
  const header = new Block(SECTION_HEADER, ACTION)
    .u32(BYTE_ORDER_MAGIC)
    .u16(VERSION_MAJOR)
    .u16(VERSION_MINOR)
    .u64(UNKNOWN_LENGTH)
    .comments(comments)
    .textOption(OPTION_HARDWARE, 'the hardware', hardware)
    .textOption(OPTION_OS, 'the operating system', os)
    .textOption(OPTION_APPLICATION, 'the application', application)
    .finish();
  return { header, chunkSize };
}
