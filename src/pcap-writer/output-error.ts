import { getSystemErrorMap } from 'node:util';

/** What the usual causes are called; the others keep the operating system's words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'disk quota exceeded',
  EFBIG: 'the file grows too large',
  EISDIR: 'it is a directory',
  EIO: 'input or output error',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a directory',
  EPIPE: 'the reader has gone away',
  EROFS: 'the file system is read-only',
};

/** All the names that Node.js has for a reader that is no longer there. */
const READER_GONE = new Set([
  'ECONNRESET',
  'EOF',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** A capture that cannot be opened, written or closed. `cause` holds the error as it was met. */
export class PcapOutputError extends Error {
  override readonly name = 'PcapOutputError';
  /** 'EACCES', 'ENOSPC' and so on; 'EPIPE' for every way in which a reader can go away. */
  readonly code: string;
  /** The file's path; null for a stream. */
  readonly path: string | null;
  /** The message without what could not be written. */
  readonly reason: string;

  /**
   * @param path the file's path, null for a stream
   * @param cause what was thrown or emitted
   * @param kept what became of what was written, or of what was there before
   */
  constructor(path: string | null, cause: unknown, kept?: string) {
    const code = outputCode(cause);
    const target = path === null ? 'to the stream' : JSON.stringify(path);
    const reason = `${REASONS[code] ?? systemReason(cause)}${kept === undefined ? '' : `; ${kept}`}`;
    super(`Cannot write ${target}: ${reason}`, { cause });
    this.code = code;
    this.path = path;
    this.reason = reason;
  }
}

function outputCode(cause: unknown): string {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return 'UNKNOWN';
  return READER_GONE.has(cause.code) ? 'EPIPE' : cause.code;
}

function systemReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const errno = 'errno' in cause && typeof cause.errno === 'number' ? cause.errno : 0;
  return getSystemErrorMap().get(errno)?.[1] ?? cause.message;
}
