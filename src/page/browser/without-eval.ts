import { config } from 'zod';

// The page forbids code that is made of text. Schemas heed it when they are made: this has to be imported before them.
config({ jitless: true });
