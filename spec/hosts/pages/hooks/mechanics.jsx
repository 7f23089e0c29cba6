// Each function renders the hooks in one situation and returns what they did.
import { StrictMode, startTransition, useLayoutEffect, useState, version } from 'react';
import { createRoot } from 'react-dom/client';
import { BehaviorSubject, map, merge, NEVER, Observable, Subject, timer } from 'rxjs';
import { useConnectionStatus, useObservable } from 'rx-directline/react';

/** Waits until the page shows this text. */
const shows = async (container, text) => {
  for (let left = 1_000; container.textContent !== text && left > 0; left--) await new Promise((resolve) => setTimeout(resolve, 10));
  if (container.textContent !== text) throw new Error(`shows "${container.textContent}" instead of "${text}"`);
};
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 50));

const inPage = () => {
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  return { container, render: (element) => root.render(<StrictMode>{element}</StrictMode>), unmount: () => root.unmount() };
};

/** An observable that logs its subscriptions. */
const logged = (log, name, source$) =>
  new Observable((subscriber) => {
    log.push(`subscribe ${name}`);
    subscriber.add(source$.subscribe(subscriber));
    return () => log.push(`unsubscribe ${name}`);
  });

const Value = ({ value$, initial = 'initial', seen = [] }) => {
  const value = useObservable(value$, initial);
  seen.push(value);
  return <i>{value}</i>;
};

globalThis.react = version;
globalThis.mechanics = {
  valueOfLateComponent: async () => {
    const { container, render, unmount } = inPage();
    const value$ = new Subject();
    const [first, second] = [[], []];
    render(<Value key="1" value$={value$} seen={first} />);
    await shows(container, 'initial');
    await aWhile();
    value$.next('a');
    await shows(container, 'a');
    render([<Value key="1" value$={value$} seen={first} />, <Value key="2" value$={value$} seen={second} />]);
    await shows(container, 'aa');
    unmount();
    return { first: [...new Set(first)], second: [...new Set(second)] };
  },

  subscriptions: async () => {
    const { container, render, unmount } = inPage();
    const log = [];
    const value$ = logged(log, 'a', new BehaviorSubject('a'));
    render([<Value key="1" value$={value$} />, <Value key="2" value$={value$} />]);
    await shows(container, 'aa');
    await aWhile();
    log.push('unmount');
    unmount();
    await aWhile();
    return log;
  },

  otherObservable: async () => {
    const { container, render, unmount } = inPage();
    const [log, seen] = [[], []];
    const [a$, b$] = [logged(log, 'a', new BehaviorSubject('a')), logged(log, 'b', merge(NEVER, timer(50).pipe(map(() => 'b'))))];
    render(<Value value$={a$} initial="no a" seen={seen} />);
    await shows(container, 'a');
    render(<Value value$={b$} initial="no b" seen={seen} />);
    await shows(container, 'b');
    unmount();
    await aWhile();
    return { log: log.sort(), seen: [...new Set(seen)] };
  },

  error: async () => {
    const { container, render, unmount } = inPage();
    const reported = [];
    const report = (event) => (event.preventDefault(), reported.push(event.error.message));
    addEventListener('error', report);
    const value$ = new Subject();
    render(<Value value$={value$} />);
    await shows(container, 'initial');
    await aWhile();
    value$.next('a');
    value$.error(new Error('broken'));
    await aWhile();
    const text = container.textContent;
    unmount();
    removeEventListener('error', report);
    return { reported, text };
  },

  initialValues: async () => {
    const { container, render, unmount } = inPage();
    const seen = new Set();
    const List = ({ count }) => {
      const values = useObservable(NEVER, []);
      useLayoutEffect(() => void seen.add(values));
      return <i>{count}</i>;
    };
    for (const count of [1, 2, 3]) {
      render(<List count={count} />);
      await shows(container, String(count));
    }
    unmount();
    return seen.size;
  },

  firstStatus: async () => {
    const { container, render, unmount } = inPage();
    const connectionStatus$ = new BehaviorSubject({ state: 'online' });
    const seen = [];
    const Status = () => {
      const { state } = useConnectionStatus({ connectionStatus$ });
      seen.push(state);
      return <i>{state}</i>;
    };
    render(<Status />);
    await shows(container, 'online');
    await aWhile();
    connectionStatus$.next({ state: 'waiting' });
    await shows(container, 'waiting');
    connectionStatus$.next({ state: 'ended' });
    connectionStatus$.complete();
    await shows(container, 'ended');
    unmount();
    return [...new Set(seen)];
  },

  /** Components that are slow to render mount in a transition, which yields, while the value changes. */
  valuesOfOneCommit: async () => {
    const { container, render, unmount } = inPage();
    const value$ = new BehaviorSubject(0);
    const commits = [];
    const Slow = () => {
      const value = useObservable(value$, -1);
      for (const end = performance.now() + 10; performance.now() < end; );
      return <i>{value}</i>;
    };
    let open;
    const Page = () => {
      const [isOpen, setOpen] = useState(false);
      open = () => startTransition(() => setOpen(true));
      useLayoutEffect(() => void commits.push([...new Set([...container.querySelectorAll('i')].map((item) => item.textContent))]));
      return <><Value value$={value$} initial={-1} />{isOpen && Array.from({ length: 20 }, (_, index) => <Slow key={index} />)}</>;
    };
    render(<Page />);
    await shows(container, '0');
    const emit = setInterval(() => value$.next(value$.value + 1), 15);
    open();
    for (let left = 1_000; container.querySelectorAll('i').length < 21 && left > 0; left--) await aWhile();
    clearInterval(emit);
    await shows(container, String(value$.value).repeat(21));
    unmount();
    return { emitted: value$.value > 1, torn: commits.filter((values) => values.length > 1) };
  },
};
