/**
 * Ways in which a client of Direct Line goes wrong, one place each. `seed` is one whose first days find it; `client` is what those days run,
 * `createDirectLine` by default.
 * @type {readonly import('./threads.mjs').Mutation[]}
 */
export const mutations = [
  {
    name: 'what was delivered is delivered again', seed: 56,
    file: 'src/session/delivered.ts',
    from: 'return this.#serials.add(serial);',
    to: 'return this.#serials.add(serial) || true;',
  },
  {
    name: 'attempts are counted anew as soon as a stream opens', seed: 41,
    file: 'src/connection/transition.ts',
    from: "? { ...state, hasBeenOnline: true, status: onlineBy(state), route: { ...state.route, unopened: 0 } }",
    to: "? held({ ...state, hasBeenOnline: true, status: onlineBy(state) })",
  },
  {
    name: 'a run is not ended by the next one', seed: 1,
    file: 'src/connection/followStatus.ts',
    from: 'this.#work?.unsubscribe();\n    this.#work = new',
    to: 'this.#work = new',
  },
  {
    name: 'history is not caught up with', seed: 15,
    file: 'src/receive/conversationSets.ts',
    from: 'const needed = (): boolean => !isWhole && watermark() === undefined;',
    to: 'const needed = (): boolean => false;',
  },
  {
    name: 'no page of history is requested once the stream is open', seed: 38,
    file: 'src/receive/history.ts',
    from: 'ReplaySubject<ActivitySet>(1);\n        first$ = answer$;\n        subscriber.add(page().subscribe(answer$));\n      };\n      const pagesOf = (): Observable<ReceivedSet> => {\n        if (first$) return pagesAfterOpening(first$, page);',
    to: 'ReplaySubject<ActivitySet>();\n        first$ = answer$;\n        subscriber.add(historyPages(page).subscribe(answer$));\n      };\n      const pagesOf = (): Observable<ReceivedSet> => {\n        if (first$) return first$;',
  },
  {
    name: 'a stream may take for ever to open', seed: 41,
    file: 'src/receive/stream.ts',
    from: 'subscriber.add(deadline);',
    to: 'deadline.unsubscribe();',
  },
  {
    name: 'a post in doubt is sent again', seed: 6,
    file: 'src/send/post.ts',
    from: "if (outcome === 'not yet') this.#retry(error);",
    to: "if (outcome !== 'rejected') this.#retry(error);",
  },
  {
    name: 'the watermark moves before its set is delivered', seed: 59,
    file: 'src/receive/handOut.ts',
    from: '    this.goOn();\n  }\n\n  letGo',
    to: '    if (set.watermark) this.store.watermark = set.watermark;\n    this.goOn();\n  }\n\n  letGo',
  },
  {
    name: 'a refresh that fails starts another conversation', seed: 14,
    file: 'src/session/renewal.ts',
    from: "if (classifyError(asDirectLineError(error)) !== 'heals') refused = old.value;",
    to: "store.forget({ keepToken: false }), (refused = old.value), asDirectLineError(error), classifyError;",
  },
  {
    name: 'our own ghost is taken for another client', seed: 18,
    file: 'src/connection/transition.ts',
    from: 'const ghost = nowMs - state.ownLossAtMs <= GHOST_MS;',
    to: 'const ghost = nowMs - state.ownLossAtMs <= GHOST_MS && nowMs < 0;',
  },
  {
    name: 'a stream that nobody listens to lingers for ever', seed: 18,
    file: 'src/receive/deliver.ts',
    from: 'timer(lingerMs).subscribe(',
    to: 'timer(lingerMs + 1e9).subscribe(',
  },
  {
    name: 'silence is taken for life', seed: 4,
    file: 'src/connection/silence.ts',
    from: 'if (this.#silentMs() < this.#limitMs) this.#wait();',
    to: 'if (this.#silentMs() < this.#limitMs || this.#limitMs > 0) this.#recordSignal();',
  },
  {
    name: 'what comes while nobody listens is let go', seed: 59,
    file: 'src/receive/handOut.ts',
    from: '      if (!this.passes) return false;\n      if (this.hasPipelines)',
    to: '      if (this.hasPipelines)',
  },
  {
    name: 'Retry-After and the back-off are not waited for', seed: 1,
    file: 'src/connection/policy.ts',
    from: 'return delayMs === null ? null : clampMs(delayMs);',
    to: 'return delayMs === null ? null : clampMs(delayMs / 100);',
  },
  {
    name: 'deliverOnce forgets what it has delivered', seed: 2, client: 'five lines',
    file: 'src/parts/deliverOnce.ts',
    from: 'return known.add(activity);',
    to: 'return known.add(activity) || true;',
  },
  {
    name: 'the stream does not renew a token that was refused', seed: 3, client: 'five lines',
    file: 'src/parts/authorizedCalls.ts',
    from: "if (!renew) return throwError",
    to: "if (!renew || conversationId !== '') return throwError",
  },
  {
    name: 'keepTokenFresh does not renew a token that is needed', seed: 1, client: 'five lines',
    file: 'src/parts/keepTokenFresh.ts',
    from: 'exhaustMap(() => renewed(token).pipe(patient,',
    to: 'exhaustMap(() => NEVER.pipe(patient,',
  },
  {
    name: 'each subscriber of startConversation starts a conversation', seed: 1, client: 'five lines',
    file: 'src/parts/startConversation.ts',
    from: 'defer(() => (answer ? of(answer) : start$))',
    to: 'defer(() => (answer && answer.conversationId === null ? of(answer) : start$))',
  },
  {
    name: 'activitySets outlives its subscriber', seed: 1, client: 'five lines',
    file: 'src/parts/activitySets.ts',
    from: '      .pipe(takeUntil(left$))\n      .subscribe({',
    to: '      .subscribe({',
  },
  {
    name: 'the loss of a stream is reported for the run before', seed: 1, client: 'five lines',
    file: 'src/connection/followStatus.ts',
    from: "type: 'lost', run: this.#run, error",
    to: "type: 'lost', run: this.#run - 1, error",
  },
  {
    name: 'each stream is taken for one that begins at the beginning', seed: 1, client: 'five lines',
    file: 'src/receive/conversationSets.ts',
    from: 'setWhole(isWhole);',
    to: 'setWhole(true);',
  },
];
