/** Releases of packages of opam, each in order: a condition is tried on those that there were. */

/**
 * The driver for Xen guests: a thin layer on netchannel from 1.7.1 to 2.1.3, and all of it before and since.
 *
 * @see https://github.com/ocaml/opam-repository/tree/master/packages/mirage-net-xen
 * @see https://github.com/ocaml/opam-repository-archive/tree/main/packages/mirage-net-xen
 */
export const MIRAGE_NET_XEN_RELEASES: readonly string[] = [
  ...['0.9.0', '1.1.0', '1.1.1', '1.1.2', '1.1.3', '1.2.0', '1.3.0', '1.4.0', '1.4.1', '1.4.2', '1.5.0'],
  ...['1.6.0', '1.6.1', '1.7.0', '1.7.1', '1.8.1', '1.9.0', '1.10.0', '1.10.1', '1.10.2', '1.11.0', '1.12.0'],
  ...['1.13.0', '1.13.1', '2.0.0', '2.1.0', '2.1.1', '2.1.2', '2.1.3', '2.1.4', '2.1.5', '2.1.6', '2.1.7'],
  '2.1.8',
];

/** The device itself, while it was a package of its own. */
export const NETCHANNEL_RELEASES: readonly string[] = [
  ...['1.7.1', '1.8.0', '1.8.1', '1.9.0', '1.10.0', '1.10.1', '1.10.2', '1.11.0', '1.12.0', '1.13.0'],
  ...['1.13.1', '2.0.0', '2.1.0', '2.1.1', '2.1.2', '2.1.3'],
];

/**
 * What a unikernel on Xen runs on, its grant table included.
 *
 * @see https://github.com/ocaml/opam-repository/tree/master/packages/mirage-xen
 */
export const MIRAGE_XEN_RELEASES: readonly string[] = [
  ...['0.9.1', '0.9.2', '0.9.3', '0.9.4', '0.9.5', '0.9.6', '0.9.7', '0.9.8', '0.9.9', '1.0.0', '1.0.1'],
  ...['1.1.0', '1.1.1', '2.0.0', '2.0.1', '2.1.0', '2.1.1', '2.1.2', '2.1.3', '2.2.0', '2.2.1', '2.2.2'],
  ...['2.2.3', '2.3.0', '2.3.1', '2.3.2', '2.3.3', '2.4.0', '2.4.1', '2.6.0', '3.0.0', '3.0.1', '3.0.3'],
  ...['3.0.4', '3.0.6', '3.1.0', '3.2.0', '3.3.0', '3.4.0', '4.0.0', '4.0.1', '5.0.0', '6.0.0', '6.0.1'],
  ...['7.0.0', '7.1.0', '7.2.0', '8.0.0', '8.0.1', '8.0.2', '8.0.3', '9.0.0', '9.0.1'],
];

/** The tool that configures a unikernel, and writes the opam file that names its drivers. */
export const MIRAGE_RELEASES: readonly string[] = [
  ...['1.0.0', '1.1.0', '1.2.0', '2.0.0', '2.1.0', '2.2.0', '2.3.0', '2.4.0', '2.5.0', '2.6.0', '2.7.0'],
  ...['2.8.0', '2.9.0', '2.9.1', '3.0.0', '3.0.8', '3.1.0', '3.1.1', '3.2.0', '3.3.0', '3.3.1', '3.4.0'],
  ...['3.4.1', '3.5.0', '3.5.1', '3.5.2', '3.6.0', '3.7.0', '3.7.1', '3.7.2', '3.7.3', '3.7.4', '3.7.5'],
  ...['3.7.6', '3.7.7', '3.8.0', '3.8.1', '3.9.0', '3.10.0', '3.10.8', '4.0.0', '4.1.0', '4.2.0', '4.3.0'],
  ...['4.4.0', '4.5.0', '4.6.0', '4.7.0', '4.8.0', '4.9.0', '4.10.0', '4.11.0', '4.11.1'],
];
