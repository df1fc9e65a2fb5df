/** All peers, gowsl first. */
import { isPresent } from "../tools.ts";
import type { Layout, Peer } from "../peer.ts";
import { crossPeers } from "./cross.ts";
import { goPeers } from "./go.ts";
import { gowslPeers } from "./gowsl.ts";
import { justPeers } from "./just.ts";
import { magePeer } from "./mage.ts";
import { makePeers } from "./make.ts";
import { ninjaPeer } from "./ninja.ts";
import { scriptPeers } from "./scripts.ts";
import { taskPeers } from "./task.ts";

const peers: readonly Peer[] = [
  ...goPeers,
  ...makePeers,
  ninjaPeer,
  ...taskPeers,
  ...justPeers,
  ...scriptPeers,
  magePeer,
  ...crossPeers,
];

/** Those whose tool is here. */
export function presentPeers(): Peer[] {
  return [...gowslPeers(), ...peers.filter(({ tool }) => tool === undefined || isPresent(tool))];
}

/** What all peers need in a project, absent or not: a project does not depend on what is installed. */
export function peerFiles(layout: Layout): Record<string, string> {
  return Object.assign({}, ...peers.map(({ files }) => files?.(layout) ?? {}));
}
