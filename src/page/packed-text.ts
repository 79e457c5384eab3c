/** What browsers and Node.js have, and TypeScript's library of the language does not. */
interface Transform {
  readable: unknown;
  writable: unknown;
}
declare const CompressionStream: new (format: 'deflate-raw' | 'gzip') => Transform;
declare const DecompressionStream: new (format: 'deflate-raw' | 'gzip') => Transform;
declare const Response: new (body: unknown) => { arrayBuffer(): Promise<ArrayBuffer>; body: unknown };

/** Longer ones are no scripts. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** @returns text, compressed, in letters that an address can have */
export async function packText(text: string): Promise<string> {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(text));
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws Error if nobody packed that */
export async function unpackText(packed: string): Promise<string> {
  const letters = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = await through(
    new DecompressionStream('deflate-raw'),
    Uint8Array.from(letters, (letter) => letter.charCodeAt(0)),
  );
  if (bytes.length > MOST_CHARACTERS) throw new Error('Cannot unpack the script: it is too long');
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** @throws Error if the bytes are not compressed by gzip */
export function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  return through(new DecompressionStream('gzip'), bytes);
}

/** @throws Error if the bytes are not what the stream takes */
async function through(transform: Transform, bytes: Uint8Array): Promise<Uint8Array> {
  const source = new Response(bytes).body as { pipeThrough(transform: Transform): unknown };
  return new Uint8Array(await new Response(source.pipeThrough(transform)).arrayBuffer());
}
