/** How much there was to do, in steps of whoever did it: tests see that twice the text is twice the work. */
export interface Work {
  steps: number;
}
