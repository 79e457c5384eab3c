/** What the advisories are called: for those who only name them, so that a page need not carry their texts. */
export const OSEC_2016_02_ID = 'OSEC-2016-02';
export const OSEC_2019_01_ID = 'OSEC-2019-01';
export const OSEC_2019_02_ID = 'OSEC-2019-02';
