import { packing } from './send/upload.js';
import { sourceOf } from './transport/bytes.js';
import { holdsBytes } from './transport/holdsBytes.js';
import { newId } from './transport/host.js';

/** Reads and packs files with what the platform has. A file of its own, since it is loaded when the first file is posted. */
export const pack = packing({ holdsBytes, sourceOf, newId });
