// A process that handles each activity of a conversation slowly, and keeps in a file how far it is: `pipeline.mjs baseUrl token folder`.
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectLine, storedIn } from 'rx-directline';
import { concatMap, defer, delay, from, ignoreElements, of, tap } from 'rxjs';

const [baseUrl = '', token = '', folder = ''] = process.argv.slice(2);
const [done, sink] = ['done', 'sink'].map(name => join(folder, name));

// A file that is there is whole: it is written beside, and then takes the other's place.
const file = (/** @type {string} */ key) => join(folder, `${key}.json`);
const files = {
  getItem: (/** @type {string} */ key) => (existsSync(file(key)) ? readFileSync(file(key), 'utf8') : null),
  setItem: (/** @type {string} */ key, /** @type {string} */ text) => {
    writeFileSync(`${file(key)}.new`, text);
    renameSync(`${file(key)}.new`, file(key));
  },
  removeItem: (/** @type {string} */ key) => rmSync(file(key), { force: true }),
};

const known = new Set(existsSync(sink) ? readFileSync(sink, 'utf8').split('\n') : []);
const handle = (/** @type {import('rx-directline').Activity} */ { id = '' }) =>
  defer(() => {
    console.log(`begin ${id}`);
    return of(id).pipe(delay(5 + Math.random() * 15));
  }).pipe(
    tap(() => {
      appendFileSync(done, `${id}\n`);
      // What knows ids makes it exactly once.
      if (!known.has(id)) appendFileSync(sink, `${id}\n`);
      known.add(id);
      console.log(`handled ${id}.`);
    }),
  );

const directLine = createDirectLine({ baseUrl, token: () => [token], resume: storedIn(files) });
directLine.trace$.subscribe(event => event.type === 'notice' && console.log(`notice ${event.notice}`));
directLine.activitySet$
  .pipe(concatMap(({ activities, commit }) => from(activities).pipe(concatMap(handle), ignoreElements(), tap({ complete: commit }))))
  .subscribe();
