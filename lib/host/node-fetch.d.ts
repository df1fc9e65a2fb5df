/**
 * node-fetch by its own file: by its name Bun hands out another fetch, which asks proxies of its own choice and
 * knows no agents.
 */
declare module "node-fetch/src/index.js" {
  export { default } from "node-fetch";
}
