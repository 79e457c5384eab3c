/** What files are called that are no capture of a format that is read. */
/** So many bytes of the beginning tell what there is to tell. */
export const START_LENGTH = 64;

const CONVERT = 'convert it first, with editcap -F pcapng';
const DECOMPRESS = 'decompress it first';

type Kind = readonly [start: string, name: string, advice?: string];

/** By how they begin, in hexadecimal digits. */
const BINARY: readonly Kind[] = [
  ['1f8b', 'gzip data inside gzip data', DECOMPRESS],
  ['28b52ffd', 'Zstandard data', DECOMPRESS],
  ['04224d18', 'LZ4 data', DECOMPRESS],
  ['fd377a585a00', 'xz data', DECOMPRESS],
  ['425a68', 'bzip2 data', DECOMPRESS],
  ['1f9d', 'data of compress (.Z)', DECOMPRESS],
  ['4c5a4950', 'lzip data', DECOMPRESS],
  ['504b0304', 'a zip archive', 'unpack it first'],
  ['377abcaf271c', 'a 7z archive', 'unpack it first'],
  ['526172211a07', 'a RAR archive', 'unpack it first'],
  ['1c0001ac', 'an Ixia capture of hardware', CONVERT],
  ['ac01001c', 'an Ixia capture of hardware', CONVERT],
  ['1c0001ab', 'an Ixia capture of software', CONVERT],
  ['ab01001c', 'an Ixia capture of software', CONVERT],
  ['a1b2c34d', 'a pcap file of a kind that is not known', CONVERT],
  ['4dc3b2a1', 'a pcap file of a kind that is not known', CONVERT],
  ['474d4255', 'a Microsoft Network Monitor 2 capture', CONVERT],
  ['52545353', 'a Microsoft Network Monitor 1 capture', CONVERT],
  ['58435000', 'a Network Associates Sniffer (NetXray) capture', CONVERT],
  ['5452534e49464620', 'a DOS Sniffer capture', CONVERT],
  ['6274736e6f6f7000', 'a btsnoop capture (Bluetooth)', CONVERT],
  ['6970747261636520', 'an AIX iptrace capture', CONVERT],
  ['7f766572', 'an OmniPeek (EtherPeek) capture', CONVERT],
  ['05564e46', 'a Visual Networks capture', CONVERT],
  ['aaaaaaaa', 'an Accellent 5View capture', CONVERT],
  ['0000020012050010', 'a Tektronix K12 capture', CONVERT],
  ['000000010000000007d000', 'an HP-UX nettl capture', CONVERT],
  ['54520064', 'an HP-UX nettl capture', CONVERT],
  ['01104c00', 'a Novell LANalyzer capture', CONVERT],
  ['7f454c46', 'an ELF program'],
  ['25504446', 'a PDF document'],
  ['89504e47', 'a PNG picture'],
  ['ffd8ff', 'a JPEG picture'],
  ['47494638', 'a GIF picture'],
  ['4c504b5348485248', 'systemd journal data', CONVERT],
  ['53514c69746520', 'an SQLite database'],
];

/** What is text, by its beginning without white space. */
const TEXTS: readonly (readonly [start: RegExp, name: string])[] = [
  [/^<(!doctype html|html)/i, 'HTML text: is it the page of a download instead of the file?'],
  [/^<\?xml|^<[a-z]/i, 'XML text'],
  [/^[{[]/, 'JSON text'],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS instead of the file: fetch it with git lfs pull'],
  [/^[0-9a-f]{4,8}[ :]+[0-9a-f]{2} /i, 'a hex dump: text2pcap makes a capture of it'],
  [/^\d\d:\d\d:\d\d\.\d+ /, 'what tcpdump prints: let it write a capture with -w'],
];

/** @param start - the first bytes of a file that is no capture, START_LENGTH of them if there are so many */
export function describeStart(start: Uint8Array): string {
  if (start.length === 0) return 'it is empty';
  const pairs = Array.from(start, (byte) => byte.toString(16).padStart(2, '0'));
  const found = `it begins with ${pairs.slice(0, 4).join(' ')}`;
  const known = nameOf(start, pairs.join(''));
  if (known !== undefined) return `${found}, which is ${known}`;
  const text = String.fromCharCode(...start.subarray(0, 4));
  const quoted = /^[\x20-\x7e]+$/.test(text) ? ` (${JSON.stringify(text)})` : '';
  return `${found}${quoted}, which is neither pcap nor pcapng nor snoop`;
}

function nameOf(start: Uint8Array, digits: string): string | undefined {
  const kind = BINARY.find(([magic]) => digits.startsWith(magic));
  if (kind !== undefined) {
    const [, name, advice] = kind;
    return advice === undefined ? name : `${name}: ${advice}`;
  }
  const isText = start.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
  if (isText && start.length > 1) {
    const text = String.fromCharCode(...start).trimStart();
    return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
  }
  if (start.length >= 4 && start.every((byte) => byte === 0))
    return 'zeros, as of a file that was never written';
  return isErf(start) ? `an Endace ERF capture: ${CONVERT}` : undefined;
}

/** A record has its time, its type, flags, its length, a count of losses and the length on the wire; there is no magic. */
function isErf(start: Uint8Array): boolean {
  if (start.length < 18) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const seconds = view.getUint32(4, true);
  const type = view.getUint8(8) & 0x7f;
  const recordLength = view.getUint16(10);
  const wireLength = view.getUint16(14);
  return (
    seconds > 631_152_000 &&
    type >= 1 &&
    type <= 48 &&
    recordLength >= 16 &&
    wireLength > 0 &&
    wireLength <= recordLength + 4
  );
}
