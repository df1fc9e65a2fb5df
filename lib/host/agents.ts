/** The connections that requests are sent through, kept as long as the process: direct ones and those by a proxy. */
import type { Agent } from "node:http";
import type { Socket } from "node:net";

/** Dozens of tiles of the checksum database come through one. */
const agents = new Map<string, Agent>();

export async function agentFor(url: URL, proxy: URL | undefined, connectMs: number): Promise<Agent> {
  const name = `${url.protocol} ${proxy?.href ?? ""} ${connectMs}`;
  const known = agents.get(name);
  if (known !== undefined) return known;
  const agent = await newAgent(url, proxy, connectMs);
  agents.set(name, agent);
  return agent;
}

async function newAgent(url: URL, proxy: URL | undefined, connectMs: number): Promise<Agent> {
  const options = { keepAlive: true };
  if (proxy !== undefined && url.protocol === "https:") {
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    return new HttpsProxyAgent(proxy, options);
  }
  if (proxy !== undefined) {
    const { HttpProxyAgent } = await import("http-proxy-agent");
    return new HttpProxyAgent(proxy, options);
  }
  const { Agent } = await (url.protocol === "https:" ? import("node:https") : import("node:http"));
  const agent = new Agent(options) as Agent & { createConnection(...given: unknown[]): Socket };
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (...given) => {
    const socket = connect(...given);
    const late = Object.assign(new Error("no connection in time"), { code: "ETIMEDOUT" });
    const handle = setTimeout(() => socket.destroy(late), connectMs);
    for (const event of ["connect", "close"]) socket.once(event, () => clearTimeout(handle));
    return socket;
  };
  return agent;
}
