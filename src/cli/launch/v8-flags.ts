/** In a file of its own, so that only who sets flags loads what knows of them. */
export { setFlagsFromString } from 'node:v8';
