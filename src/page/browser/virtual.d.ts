/** The code of the worker, compressed by gzip, as base64: the build puts it there. */
declare module 'virtual:engine' {
  const packed: string;
  export default packed;
}
