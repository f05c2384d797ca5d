// What the token process is asked, and its answer: one count for each text.
import { z } from 'zod/mini';

export const tokenTexts = z.array(z.string());
export const tokenCounts = z.array(z.number());
