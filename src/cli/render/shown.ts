/** How a line is meant, which is how it is coloured. */
export type Tone = 'bot' | 'you' | 'status' | 'notice' | 'problem' | 'info';

/** Something on the screen: a line that stays, or a hint, which the next line or hint takes away. */
export type Shown =
  | { readonly tone: Tone; readonly label?: string; readonly text: string }
  | { readonly tone: 'hint'; readonly text: string };

export const line = (tone: Tone, text: string): Shown => ({ tone, text });
export const hint = (text: string): Shown => ({ tone: 'hint', text });
export const noHint = hint('');
