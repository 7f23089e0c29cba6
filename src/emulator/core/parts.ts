import type { Answer, Input, Output, ServiceRequest } from './messages.js';
import type { World } from './world.js';

/** What happens to the service, and what it does about it. */
export type Step = (world: World, input: Input, nowMs: number) => Output[];

/** Does what some calls ask for: outputs with the answer among them, now or in a later step. Undefined for the other calls. */
export type Operations = (world: World, request: ServiceRequest, nowMs: number) => Output[] | undefined;

/** What a service is made of, beside what every one has. */
export interface Parts {
  readonly operations: readonly Operations[];
  /** What goes wrong on the way to the service and from it. */
  readonly disturbed: (step: Step) => Step;
}

export const answered = (request: ServiceRequest, answer: Answer): Output[] => [{ type: 'answer', request: request.id, answer }];
