import { KERNEL } from './kernel-module.ts';
import { RegionList } from './region-list.ts';

/**
 * All that there will ever be, because to grow it would detach every view: enough for a run and its capture. Much more
 * would make V8 collect garbage that it leaves alone otherwise, in the smallest run.
 */
const SIZE = 4 * 1024 * 1024;

/** Of WebAssembly. */
const PAGE = 65536;

/** As much of WebAssembly's interface as is used here; TypeScript has it only for browsers. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
};

/** What kernel.wat exports. */
interface Kernel {
  sum(at: number, length: number): number;
  copy(target: number, source: number, length: number): void;
}

/**
 * Memory whose bytes are summed and copied many at a time, by WebAssembly's vector instructions. There is one for the
 * whole process, because only then is a call as cheap as a call within JavaScript. Regions of it are lent out; when
 * there are none left, or the machine has no such instructions, ordinary memory does as well, with the same results.
 */
const memory = newMemory();
const kernel = memory === undefined ? undefined : newKernel(memory);

/** Empty if there is no such memory. */
export const SIMD_BYTES: Uint8Array = new Uint8Array(
  kernel === undefined || memory === undefined ? new ArrayBuffer(0) : memory.buffer,
);
/** The same bytes. */
export const SIMD_VIEW = new DataView(SIMD_BYTES.buffer);

/** The regions of it. */
export const SIMD_REGIONS = new RegionList(SIMD_BYTES.length);

/**
 * The ones' complement sum (RFC 1071) of `length` bytes from `at` of SIMD_BYTES.
 *
 * @param length - at most 524,288
 * @returns the folded sum in network order
 * @throws WebAssembly.RuntimeError beyond the end
 */
export const simdSum: Kernel['sum'] = kernel?.sum ?? absent;

/**
 * Copies `length` bytes within SIMD_BYTES.
 * @throws WebAssembly.RuntimeError beyond the end
 */
export const simdCopy: Kernel['copy'] = kernel?.copy ?? absent;

function newMemory(): { buffer: ArrayBuffer } | undefined {
  try {
    return new WebAssembly.Memory({ initial: SIZE / PAGE, maximum: SIZE / PAGE });
  } catch {
    return undefined;
  }
}

/** @returns undefined where there are no vector instructions */
function newKernel(bytes: object): Kernel | undefined {
  try {
    const module = new WebAssembly.Module(Uint8Array.from(atob(KERNEL), (letter) => letter.charCodeAt(0)));
    const instance = new WebAssembly.Instance(module, { memory: { bytes } });
    return instance.exports as Kernel;
  } catch {
    return undefined;
  }
}

function absent(): never {
  throw new TypeError('Cannot use SIMD memory: there is none');
}
