/** Routes once, as a command of gowsl does, and prints how long that took. Bundled and started by routing.ts. */
import process from "node:process";
import { candidates } from "../lib/go/candidates.ts";
import { readGoEnvFile } from "../lib/go/go-env-file.ts";
import { chooseFirst } from "../lib/go/route.ts";
import { goWish } from "../lib/go/wish.ts";
import { detectHost } from "../lib/host/detect.ts";
import { readMachine } from "../lib/host/machine.ts";

async function main(): Promise<void> {
  const machine = readMachine();
  const host = await detectHost(machine);
  const start = process.hrtime.bigint();
  const { platform, environment } = machine;
  const wish = goWish({ configVersion: environment["ROUTE_WISH"], goMod: { go: "1.21" } });
  if (!wish.ok) throw new Error("this is a wish");
  const found = candidates({ machine, wish: wish.value, goEnvFile: readGoEnvFile(platform, environment) });
  const chosen = chooseFirst(found, wish.value, host);
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  const why = chosen.ok ? chosen.value.why : JSON.stringify(chosen.failures);
  process.stdout.write(JSON.stringify({ milliseconds, why }));
}

void main();
