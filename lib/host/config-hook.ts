/**
 * The module hook that a config is loaded with. It knows how modules are named and what format they
 * have; how TypeScript becomes JavaScript is tsx's affair.
 */
import type { MessagePort } from "node:worker_threads";

export interface HookSettings {
  /** What the URLs of a config's modules contain, and those of gowsl's own do not. */
  namespace: string;
  /** URL of the module that `gowsl` stands for. */
  api: string;
  /** Is told the URL of each file that a config imports. */
  port: MessagePort;
}

/**
 * The hook has to run inside of tsx's (tsx calls it as its `next`): it then sees each candidate of a
 * resolution as a plain URL, and a format that it sets is kept. tsx would set `commonjs` for every
 * `.ts` outside a `"type": "module"` package, and top-level await would be a syntax error.
 *
 * tsx marks the modules of a namespace by a query. It is taken off for the hooks further in: where
 * gowsl itself runs under tsx there is another tsx among them, which would take the query for its own.
 * It is put back, because Node assigns what is given to `next` to the one context that all hooks of a
 * resolution share (nextHookFactory in lib/internal/modules/esm/hooks.js), and tsx goes on to the next
 * candidate with it.
 *
 * `next` answers at once or by a promise, depending on how the hook was registered.
 */
const source = `
let settings;
export function initialize(data) {
  settings = data;
}
export function resolve(specifier, context, next) {
  const { parentURL } = context;
  if (parentURL === undefined || !parentURL.includes(settings.namespace)) return next(specifier, context);
  if (specifier === "gowsl") return { url: settings.api, format: "module", shortCircuit: true };
  const restore = () => {
    context.parentURL = parentURL;
  };
  let found;
  try {
    found = next(specifier, { ...context, parentURL: parentURL.replace(/[?#].*$/, "") });
  } catch (error) {
    restore();
    throw error;
  }
  if (typeof found.then === "function") return found.finally(restore).then(local);
  restore();
  return local(found);
}
function local(found) {
  if (!found.url.startsWith("file:") || found.url.includes("/node_modules/")) return found;
  settings.port.postMessage(found.url);
  return /(\\.tsx?|\\/gowsl\\.config\\.js)$/.test(found.url) ? { ...found, format: "module" } : found;
}
`;

/**
 * A data: URL and not a file: hooks run in a thread of their own, which loads them without tsx, and
 * the bundle would need an entry of its own for it. As text it is the same from source and bundled.
 */
export const hookUrl = `data:text/javascript,${encodeURIComponent(source)}`;
