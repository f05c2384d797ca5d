// Scorer module: what the product lets through of a text.
import { redact as redactText } from '../../../src/core/policy/redact.ts';

export const redact = (text: string): string => redactText(text);
